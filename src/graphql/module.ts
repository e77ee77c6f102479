import type { IResolvers } from '@graphql-tools/utils';
import { type DocumentNode, Kind, parse, Source } from 'graphql';
import type { GraphwardContext } from '../context.js';

/**
 * A user-defined part of the API: SDL with `@auth` or `@public`, and its resolvers.
 *
 * @example
 * ```ts
 * const motto: GraphwardModule = {
 *   name: 'motto',
 *   typeDefs: 'extend type Query { motto: String @public }',
 *   resolvers: { Query: { motto: () => 'Deny by default.' } },
 * };
 * ```
 */
export interface GraphwardModule {
  /** Identifies the module in problems (`name:line`). */
  readonly name: string;
  readonly typeDefs: string | DocumentNode;
  readonly resolvers?: IResolvers<unknown, GraphwardContext>;
}

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
  if (problem) throw new TypeError(`defineModule({ name, typeDefs, resolvers }): ${problem}`);
  return { ...module, typeDefs: toDocument(module) };
}

export function toDocument({ name, typeDefs }: GraphwardModule): DocumentNode {
  return typeof typeDefs === 'string' ? parse(new Source(typeDefs, name)) : typeDefs;
}

/** Describes what is wrong with a value that untyped code passes as a module; null if nothing is. */
export function moduleProblem(module: unknown): string | null {
  if (typeof module !== 'object' || module === null) return 'a module must be an object.';
  const { name, typeDefs, resolvers, ...others } = module as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') return 'name must be a non-empty string.';
  if (typeof typeDefs !== 'string' && !isDocument(typeDefs))
    return `typeDefs of ${name} must be SDL, as a string or a parsed document.`;
  if (resolvers !== undefined && (typeof resolvers !== 'object' || resolvers === null))
    return `resolvers of ${name} must be an object.`;
  const [unknown] = Object.keys(others);
  return unknown === undefined ? null : `${name} has an unknown property "${unknown}".`;
}

function isDocument(value: unknown): value is DocumentNode {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === Kind.DOCUMENT;
}
