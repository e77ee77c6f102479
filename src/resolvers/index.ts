import { DateTimeResolver } from 'graphql-scalars';
import type { IResolvers } from '@graphql-tools/utils';
import { sessionResolvers } from './session.js';
import { userResolvers } from './user.js';

/** All resolvers of Graphward's own schema, one set per file of `schema/`. */
export const resolvers = [{ DateTime: DateTimeResolver }, userResolvers, sessionResolvers] as IResolvers[];
