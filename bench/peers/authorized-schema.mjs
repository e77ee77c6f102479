// The schema, enforced by @graphward/authorization.
import { makeExecutableSchema } from '@graphql-tools/schema';
import { authorizationTypeDefs, withAuthorization } from '@graphward/authorization';
import { protectedTypeDefs, resolvers, roleEnum } from './schema.mjs';

export function createAuthorizedSchema(viewer) {
  const typeDefs = [authorizationTypeDefs, roleEnum, protectedTypeDefs];
  return withAuthorization(makeExecutableSchema({ typeDefs, resolvers }), { viewer });
}
