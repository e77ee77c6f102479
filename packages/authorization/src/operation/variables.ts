import { type GraphQLResolveInfo, isType } from 'graphql';

/** An execution's variables by name, coerced. A variable without a value is missing. */
export type Variables = Readonly<Record<string, unknown>>;

/**
 * The coerced variables of an execution: `info.variableValues` itself in graphql 16, its `coerced` in graphql 17.
 *
 * Telling the two apart must not depend on anything that a client chooses: it may name its variables `sources` and
 * `coerced`.
 *
 * @throws Error if `info` has neither shape, or uses fragment variables, whose values `info` does not contain: variables
 * would seem to be missing, and a missing variable is never denied.
 */
export function coercedVariables(info: GraphQLResolveInfo): Variables {
  const values: unknown = info.variableValues;
  if (!isObject(values)) throw unknownExecutor('info.variableValues is not an object');
  for (const fragment of Object.values(fragmentsOf(info))) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- an experiment in graphql 16, and again in 17
    if (fragment?.variableDefinitions?.length)
      throw new Error(
        `@graphward/authorization does not support fragment variables. Remove those of "${fragment.name.value}".`,
      );
  }
  const declared = declaredNames(info);
  if (isVariableValues(values, declared)) return values.coerced;
  const unknown = Object.keys(values).find((name) => !declared.has(name));
  if (unknown !== undefined)
    throw unknownExecutor(`info.variableValues has "${unknown}", which is not a variable of the operation`);
  return values;
}

interface VariableValues {
  readonly sources: Readonly<Record<string, unknown>>;
  readonly coerced: Variables;
}

function isVariableValues(values: object, declared: ReadonlySet<string>): values is VariableValues {
  const { sources, coerced, ...more } = values as Partial<VariableValues>;
  if (!isObject(sources) || !isObject(coerced) || Object.keys(more).length > 0) return false;
  if (!declared.has('sources') || !declared.has('coerced')) return true;
  // Both are names of variables, so `values` may be either shape. A client can imitate all but the type in a signature.
  const entries = Object.values(sources);
  return entries.length > 0 && entries.every(hasSignature);
}

function hasSignature(source: unknown): boolean {
  const { signature } = (source ?? {}) as { signature?: { type?: unknown } };
  return isType(signature?.type);
}

// Unit tests of resolvers pass an incomplete `info`.
function declaredNames({ operation }: Partial<GraphQLResolveInfo>): ReadonlySet<string> {
  return new Set(operation?.variableDefinitions?.map(({ variable }) => variable.name.value));
}

function fragmentsOf({ fragments = {} }: Partial<GraphQLResolveInfo>) {
  return fragments as Readonly<Record<string, GraphQLResolveInfo['fragments'][string] | undefined>>;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function unknownExecutor(problem: string): Error {
  return new Error(
    `@graphward/authorization cannot read the variables of this execution: ${problem}. ` +
      'Use graphql ^16.9 or ^17 with an executor that supports it.',
  );
}
