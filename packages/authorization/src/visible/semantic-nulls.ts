import { getNullableType, type GraphQLOutputType, isListType } from 'graphql';
import { directivesOn } from '../policy/directive-usage.js';
import type { Policy } from '../policy/policy.js';
import type { ReportProblem } from '../policy/schema-problem.js';
import { type Field, type FieldedType, schemaElements } from '../schema-copy/schema-elements.js';

/** By the field's coordinate: the levels that are null only together with an error. 0 is the field, 1 the items of its list. */
export type SemanticNulls = ReadonlyMap<string, ReadonlySet<number>>;

/** Reads every `@semanticNonNull`. A field also has those of the interfaces that its type implements. */
export function readSemanticNulls({ schema }: Policy, report: ReportProblem): SemanticNulls {
  const own = new Map<string, readonly number[]>();
  for (const { coordinate, field } of fieldsOf(schema)) {
    const usage = directivesOn(field).find(({ name }) => name === 'semanticNonNull');
    if (usage) own.set(coordinate, readLevels(coordinate, field, usage.args.levels, report));
  }
  const all = new Map<string, ReadonlySet<number>>();
  if (own.size === 0) return all;
  for (const { coordinate, type, field } of fieldsOf(schema)) {
    const lineage = [coordinate, ...type.getInterfaces().map(({ name }) => `${name}.${field.name}`)];
    all.set(coordinate, new Set(lineage.flatMap((each) => own.get(each) ?? [])));
  }
  return all;
}

function* fieldsOf(schema: Policy['schema']) {
  for (const { kind, coordinate, type, element } of schemaElements(schema))
    if (kind === 'FIELD_DEFINITION') yield { coordinate, type: type satisfies FieldedType, field: element };
}

function readLevels(
  coordinate: string,
  { type, astNode }: Field,
  given: unknown = [0],
  report: ReportProblem,
): readonly number[] {
  const depth = listDepth(type);
  const levels = Array.from({ length: depth + 1 }, (_, level) => level);
  const named = [given].flat();
  const wrong = named.find((level) => !levels.some((each) => each === level));
  if (wrong !== undefined) {
    const range = depth === 0 ? 'has only the level 0' : `has the levels 0 to ${depth}`;
    const message = `@semanticNonNull names the level ${JSON.stringify(wrong)}, but ${String(type)} ${range}. Correct its levels.`;
    report(message, coordinate, astNode);
  }
  return levels.filter((level) => named.includes(level));
}

function listDepth(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + listDepth(nullable.ofType) : 0;
}
