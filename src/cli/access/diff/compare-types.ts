import type { AccessReport } from '@graphward/authorization';
import type { JudgedChange } from './access-diff.js';
import { entriesOf } from './access-file.js';
import { readTypeReference } from './type-reference.js';

/** New members of unions, new implementations of interfaces, and types that became scalars. */
export function compareTypes(before: AccessReport, after: AccessReport): JudgedChange[] {
  const known = typeNames(before);
  const changes: JudgedChange[] = [];
  for (const [coordinate, members] of entriesOf(after.types)) {
    if (!known.has(coordinate)) continue;
    const old = typesBehind(before, coordinate);
    for (const member of members.filter((name) => !old.includes(name))) {
      changes.push({ verdict: 'unproven', coordinate, change: `new member ${member}` });
    }
    for (const member of old.filter((name) => !members.includes(name))) {
      changes.push({ verdict: 'narrower', coordinate, change: `${member} is no longer a member` });
    }
  }
  const current = declaredNames(after);
  for (const coordinate of declaredNames(before)) {
    if (current.has(coordinate) || !typeNames(after).has(coordinate)) continue;
    changes.push({
      verdict: 'unproven',
      coordinate,
      change: 'is now a scalar, so no rule protects its parts',
    });
  }
  return changes;
}

/** A field, argument or input field that has another type, apart from nullability. */
export function comparePlaceTypes(
  coordinate: string,
  before: AccessReport,
  after: AccessReport,
): JudgedChange[] {
  const [old, current] = [before.places[coordinate]?.type, after.places[coordinate]?.type];
  if (old === undefined || current === undefined || old === current) return [];
  const [was, is] = [readTypeReference(old), readTypeReference(current)];
  if (was.listDepth === is.listDepth && was.name === is.name) return [];
  const isNarrower =
    was.listDepth === is.listDepth &&
    typesBehind(after, is.name).every((name) => typesBehind(before, was.name).includes(name));
  return [{ verdict: isNarrower ? 'narrower' : 'unproven', coordinate, change: `type ${old} → ${current}` }];
}

/** The object types that a value of this type can have; the type itself unless it is abstract. */
function typesBehind({ types }: AccessReport, name: string): readonly string[] {
  return Object.hasOwn(types, name) ? (types[name] ?? []) : [name];
}

/** The types that have coordinates or members. */
function declaredNames({ places, types }: AccessReport): Set<string> {
  return new Set([...Object.keys(places).map(typeOf), ...Object.keys(types)]);
}

/** The same, and the types that fields, arguments and input fields refer to. */
function typeNames(report: AccessReport): Set<string> {
  const named = Object.values(report.places).flatMap(({ type }) =>
    type === undefined ? [] : [readTypeReference(type).name],
  );
  return new Set([...declaredNames(report), ...named]);
}

function typeOf(coordinate: string): string {
  return coordinate.slice(0, coordinate.indexOf('.'));
}
