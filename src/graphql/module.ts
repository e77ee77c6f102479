import type { IResolvers } from '@graphql-tools/utils';
import { type DocumentNode, Kind, parse, Source } from 'graphql';
import type { GraphwardContext } from '../context.js';

/** A part of the API that a user of Graphward adds: SDL with `@auth` or `@public`, and its resolvers. */
export interface GraphwardModule {
  /** Names the module in problems (`name:line`). */
  readonly name: string;
  readonly typeDefs: string | DocumentNode;
  readonly resolvers?: IResolvers<unknown, GraphwardContext>;
}

/**
 * Declares a module, with its resolvers typed.
 *
 * @throws TypeError when it is none, GraphQLError when the SDL does not parse
 */
export function defineModule(module: GraphwardModule): GraphwardModule {
  const problem = moduleProblem(module);
  if (problem) throw new TypeError(`defineModule({ name, typeDefs, resolvers }): ${problem}`);
  return { ...module, typeDefs: toDocument(module) };
}

export function toDocument({ name, typeDefs }: GraphwardModule): DocumentNode {
  return typeof typeDefs === 'string' ? parse(new Source(typeDefs, name)) : typeDefs;
}

/** What is wrong with a module as JavaScript hands it over, or null. */
export function moduleProblem(module: unknown): string | null {
  if (typeof module !== 'object' || module === null) return 'a module is an object.';
  const { name, typeDefs, resolvers, ...others } = module as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') return 'name must be a text.';
  if (typeof typeDefs !== 'string' && !isDocument(typeDefs))
    return `typeDefs of ${name} must be SDL, as a text or parsed.`;
  if (resolvers !== undefined && (typeof resolvers !== 'object' || resolvers === null))
    return `resolvers of ${name} must be an object.`;
  const [unknown] = Object.keys(others);
  return unknown === undefined ? null : `${name} has "${unknown}", which a module does not have.`;
}

function isDocument(value: unknown): value is DocumentNode {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === Kind.DOCUMENT;
}
