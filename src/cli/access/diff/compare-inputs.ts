import type { AccessPlace, AccessReport } from '@graphward/authorization';
import type { JudgedChange } from './access-diff.js';
import { entriesOf } from './access-file.js';
import { readTypeReference } from './type-reference.js';

/**
 * Protected arguments and input fields whose omission has a different effect than before.
 *
 * A viewer who may not send a value gets the default, or cannot use the field if a value is required. So a new default,
 * and an input that is no longer required, may give such a viewer more access.
 */
export function compareInputs(before: AccessReport, after: AccessReport): JudgedChange[] {
  const protectedBefore = protectedInputs(before);
  const protectedAfter = protectedInputs(after);
  const owners = new Set(Object.keys(after.places).flatMap((coordinate) => [coordinate, typeOf(coordinate)]));
  const changes: JudgedChange[] = [];
  for (const [coordinate, old] of entriesOf(before.places)) {
    if (!protectedBefore.has(coordinate) || !owners.has(ownerOf(coordinate))) continue;
    const current = Object.hasOwn(after.places, coordinate) ? after.places[coordinate] : undefined;
    const [was, is] = [absenceOf(old), absenceOf(current)];
    // If the input has lost its protection, compareRules reports that; the report then contains no default to compare.
    const isComparable = !current || protectedAfter.has(coordinate) || was === 'required';
    if (was === is || is === 'required' || !isComparable) continue;
    changes.push({ verdict: 'unproven', coordinate, change: `when it is not sent: ${was} → ${is}` });
  }
  return changes;
}

/** The effect of omitting the input. */
function absenceOf(place: AccessPlace | undefined): string {
  if (place?.default !== undefined) return `default ${place.default}`;
  const isRequired = place?.type !== undefined && readTypeReference(place.type).isNonNull;
  return isRequired ? 'required' : 'no value';
}

/** Arguments and input fields that have their own rule, or whose type contains something protected. */
function protectedInputs(report: AccessReport): ReadonlySet<string> {
  const inputs = inputsOf(report);
  const protectedTypes = new Set<string>();
  for (const [coordinate, place] of entriesOf(report.places)) {
    // Only enum values have rules and no type.
    const isProtected =
      place.type === undefined ? place.rules.length > 0 : inputs.get(coordinate)?.hasOwnRule;
    if (isProtected && !coordinate.includes('(')) protectedTypes.add(typeOf(coordinate));
  }
  for (let size = -1; size < protectedTypes.size;) {
    size = protectedTypes.size;
    for (const [coordinate, { type }] of inputs) {
      if (protectedTypes.has(type) && !coordinate.includes('(')) protectedTypes.add(typeOf(coordinate));
    }
  }
  const found = [...inputs].filter(([, { type, hasOwnRule }]) => hasOwnRule || protectedTypes.has(type));
  return new Set(found.map(([coordinate]) => coordinate));
}

interface Input {
  /** Without lists and `!`. */
  readonly type: string;
  readonly hasOwnRule: boolean;
}

function inputsOf({ places, types }: AccessReport): ReadonlyMap<string, Input> {
  const known = entriesOf(places);
  const inputs = new Map<string, Input>();
  for (const [coordinate, { type, rules }] of known) {
    const field = coordinate.includes('(') ? ownerOf(coordinate) : undefined;
    const isOutput =
      known.has(`${typeOf(coordinate)}.__typename`) || Object.hasOwn(types, typeOf(coordinate));
    if (type === undefined || (field === undefined && isOutput)) continue;
    // An argument's rules begin with those of its field.
    const inherited = field === undefined ? 0 : (known.get(field)?.rules.length ?? 0);
    inputs.set(coordinate, { type: readTypeReference(type).name, hasOwnRule: rules.length > inherited });
  }
  return inputs;
}

/** The field of an argument, or the type of an input field. */
function ownerOf(coordinate: string): string {
  return coordinate.includes('(') ? coordinate.slice(0, coordinate.indexOf('(')) : typeOf(coordinate);
}

function typeOf(coordinate: string): string {
  return coordinate.slice(0, coordinate.indexOf('.'));
}
