import type { IResolvers } from '@graphql-tools/utils';
import { type DocumentNode, parse, Source } from 'graphql';
import type { GraphwardContext } from './context.js';

/** A part of the API that a user of Graphward adds: SDL with `@auth` or `@public`, and its resolvers. */
export interface GraphwardModule {
  /** Names the module in problems (`name:line`). */
  readonly name: string;
  readonly typeDefs: string | DocumentNode;
  readonly resolvers: IResolvers<unknown, GraphwardContext>;
}

/** Declares a module, with its resolvers typed. @throws GraphQLError when the SDL does not parse */
export function defineModule(module: GraphwardModule): GraphwardModule {
  const { name, typeDefs } = module;
  return { ...module, typeDefs: typeof typeDefs === 'string' ? parse(new Source(typeDefs, name)) : typeDefs };
}
