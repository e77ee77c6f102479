import { type DocumentNode, Kind, parse, Source } from 'graphql';
import type { GraphwardModule } from './module.js';

/**
 * Declares a module with typed resolvers.
 *
 * @throws TypeError when it is not a module, GraphQLError when the SDL does not parse
 *
 * @example
 * ```ts
 * const account = defineModule({
 *   name: 'account',
 *   typeDefs: 'extend type Query { myEmail: String @auth }',
 *   resolvers: {
 *     Query: {
 *       myEmail: async (_root, _args, { viewer, loadUser }) =>
 *         viewer.kind === 'user' ? (await loadUser(viewer.id)).email : null,
 *     },
 *   },
 * });
 * ```
 */
export function defineModule(module: GraphwardModule): GraphwardModule {
  const problem = moduleProblem(module);
  if (problem) throw new TypeError(`defineModule({ name, typeDefs, … }): ${problem}`);
  return { ...module, typeDefs: toDocument(module) };
}

export function toDocument({ name, typeDefs }: GraphwardModule): DocumentNode {
  return typeof typeDefs === 'string' ? parse(new Source(typeDefs, name)) : typeDefs;
}

/** Describes what is wrong with a value that untyped code passes as a module; null if nothing is. */
export function moduleProblem(module: unknown): string | null {
  if (typeof module !== 'object' || module === null) return 'a module must be an object.';
  const { name, typeDefs, resolvers, objects, policies, claims, start, ...others } = module as Record<
    string,
    unknown
  >;
  if (typeof name !== 'string' || name === '') return 'name must be a non-empty string.';
  if (typeof typeDefs !== 'string' && !isDocument(typeDefs))
    return `typeDefs of ${name} must be SDL, as a string or a parsed document.`;
  for (const [property, value] of Object.entries({ resolvers, objects, policies })) {
    if (value !== undefined && (typeof value !== 'object' || value === null))
      return `${property} of ${name} must be an object.`;
  }
  for (const [property, value] of Object.entries({ claims, start })) {
    if (value !== undefined && typeof value !== 'function')
      return `${property} of ${name} must be a function.`;
  }
  const [unknown] = Object.keys(others);
  return unknown === undefined ? null : `${name} has an unknown property "${unknown}".`;
}

function isDocument(value: unknown): value is DocumentNode {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === Kind.DOCUMENT;
}
