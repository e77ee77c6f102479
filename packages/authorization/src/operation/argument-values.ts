import {
  type FieldNode,
  getArgumentValues,
  type GraphQLField,
  type GraphQLResolveInfo,
  versionInfo,
} from 'graphql';
import type { Variables } from './variables.js';

/**
 * The coerced arguments of a field, as its resolver receives them; undefined if they cannot be coerced. The executor then
 * reports an error, and calls no resolver.
 */
export function argumentValues(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Variables,
  { variableValues }: GraphQLResolveInfo,
): Readonly<Record<string, unknown>> | undefined {
  try {
    return getArgumentValues(field, node, valuesFor(variables, variableValues) as Variables);
  } catch {
    return undefined;
  }
}

/** In the shape that this version of graphql reads, which may differ from that of the executor. */
function valuesFor(variables: Variables, ofExecutor: unknown): unknown {
  if (versionInfo.major < 17) return variables;
  return ofExecutor === variables ? { sources: {}, coerced: variables } : ofExecutor;
}
