import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { comparisonsIn } from './comparisons.js';
import { fragmentsOf } from './fragments.js';
import type { IntrospectionCost } from './introspection-cost.js';
import type { TokenLimits } from './token-limits.js';

/**
 * Limits that apply to a query before it is validated.
 *
 * @example
 * ```ts
 * const queryLimits: QueryLimits = {
 *   ...tokenLimits,
 *   maxDepth: 10, maxAliases: 20, maxFields: 500, maxOperations: 10,
 *   maxComparisons: 5_000, maxSchemaFields: 1, maxTypeFields: 5,
 * };
 * const app = await createApp(config, secrets, { queryLimits });
 * ```
 */
export interface QueryLimits extends TokenLimits {
  /** Nested fields, including those in fragments. */
  readonly maxDepth: number;
  /** Aliases in one operation. A fragment counts at every spread. */
  readonly maxAliases: number;
  /** Fields in one operation. A fragment counts at every spread. */
  readonly maxFields: number;
  readonly maxOperations: number;
  /** Pairs of fields that validation compares in depth to decide whether they can be merged. */
  readonly maxComparisons: number;
  /** `__schema` fields in one operation. All introspection may cost as much as this many queries of the whole schema. */
  readonly maxSchemaFields: number;
  /** `__type` fields in one operation. */
  readonly maxTypeFields: number;
}

export const defaultQueryLimits: QueryLimits = {
  maxDepth: 15,
  maxAliases: 50,
  maxFields: 2_000,
  maxOperations: 50,
  maxComparisons: 10_000,
  maxSchemaFields: 2,
  maxTypeFields: 10,
  maxTokens: 10_000,
  maxLines: 5_000,
  maxNesting: 100,
  maxDirectives: 50,
  maxSpreads: 300,
  maxNameLength: 128,
};

/** The size of a selection set. */
interface Extent {
  readonly depth: number;
  /** Nested fragment spreads; infinite for a fragment that contains itself. */
  readonly spreads: number;
  readonly aliases: number;
  readonly fields: number;
  readonly schemaFields: number;
  readonly typeFields: number;
}

const nothing: Extent = { depth: 0, spreads: 0, aliases: 0, fields: 0, schemaFields: 0, typeFields: 0 };
const endless: Extent = { ...nothing, spreads: Infinity };

/**
 * Describes the limit that a document exceeds; null if it exceeds none. Takes time linear in the document's length.
 *
 * @param document within the token limits, so that its nesting is bounded
 */
export function documentProblem(
  document: DocumentNode,
  limits: QueryLimits,
  introspection: IntrospectionCost,
): string | null {
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operations.length > limits.maxOperations)
    return `The document has more than ${limits.maxOperations} operations.`;
  if (comparisonsIn(document) > limits.maxComparisons)
    return 'The query selects too many fields with the same name. Combine their selections.';
  const measure = createMeasure(document);
  for (const definition of document.definitions) {
    // Includes unused fragments, because validation visits them.
    if (!('selectionSet' in definition)) continue;
    const problem = extentProblem(measure(definition.selectionSet), limits);
    if (problem !== null) return problem;
  }
  return introspectionProblem(document, limits, introspection);
}

function extentProblem(extent: Extent, limits: QueryLimits): string | null {
  const { maxNesting, maxDepth, maxAliases, maxFields, maxSchemaFields, maxTypeFields } = limits;
  if (extent.spreads > maxNesting)
    return `The query nests fragments more than ${maxNesting} deep, or spreads a fragment inside itself.`;
  if (extent.depth > maxDepth) return `The query is more than ${maxDepth} fields deep.`;
  if (extent.aliases > maxAliases) return `The query has more than ${maxAliases} aliases.`;
  if (extent.fields > maxFields) return `The query has more than ${maxFields} fields.`;
  if (extent.schemaFields > maxSchemaFields)
    return `The query has more than ${maxSchemaFields} __schema fields.`;
  return extent.typeFields > maxTypeFields ? `The query has more than ${maxTypeFields} __type fields.` : null;
}

function introspectionProblem(
  document: DocumentNode,
  { maxSchemaFields }: QueryLimits,
  introspection: IntrospectionCost,
): string | null {
  const fragments = fragmentsOf(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const cost = introspection.of(definition.selectionSet, fragments);
    if (cost > maxSchemaFields * introspection.ofWholeSchema)
      return 'The query introspects too much. Select __schema at most twice, and nest fewer lists of types.';
  }
  return null;
}

/** Returns a function that measures selection sets. It measures each fragment once. */
function createMeasure(document: DocumentNode): (set: SelectionSetNode) => Extent {
  const fragments = fragmentsOf(document);
  const measured = new Map<string, Extent>();

  function measureFragment(name: string): Extent {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, endless); // Applies if the fragment contains itself.
    const fragment = fragments.get(name);
    const extent = fragment ? measureSet(fragment.selectionSet) : nothing;
    measured.set(name, extent);
    return extent;
  }

  function measureSet(set: SelectionSetNode): Extent {
    let { depth, spreads, aliases, fields, schemaFields, typeFields } = nothing;
    for (const selection of set.selections) {
      const isField = selection.kind === Kind.FIELD;
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const inside = isSpread
        ? measureFragment(selection.name.value)
        : selection.selectionSet
          ? measureSet(selection.selectionSet)
          : nothing;
      depth = Math.max(depth, inside.depth + (isField ? 1 : 0));
      spreads = Math.max(spreads, inside.spreads + (isSpread ? 1 : 0));
      aliases += inside.aliases + (isField && selection.alias ? 1 : 0);
      fields += inside.fields + (isField ? 1 : 0);
      schemaFields += inside.schemaFields + (isField && selection.name.value === '__schema' ? 1 : 0);
      typeFields += inside.typeFields + (isField && selection.name.value === '__type' ? 1 : 0);
    }
    return { depth, spreads, aliases, fields, schemaFields, typeFields };
  }

  return measureSet;
}
