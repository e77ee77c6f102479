import type { GraphQLNamedType, GraphQLSchema } from 'graphql';

export function isRootType(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.some((root) => root === type);
}
