import { AuthorizationSchemaError, readPolicy } from '@graphward/authorization';
import type { GraphQLSchema } from 'graphql';

/** Returns the schema. @throws AuthorizationSchemaError listing every problem of its policy */
export function requireSoundPolicy(schema: GraphQLSchema): GraphQLSchema {
  const { problems } = readPolicy(schema);
  if (problems.length > 0) throw new AuthorizationSchemaError(problems);
  return schema;
}
