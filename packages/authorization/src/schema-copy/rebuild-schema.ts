import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  GraphQLSchema,
  type GraphQLSchemaConfig,
  isIntrospectionType,
} from 'graphql';
import type { SchemaChanges } from './schema-changes.js';
import { TypeCopier } from './type-copier.js';

/** A copy of a schema with changes. Types refer to each other's copies; scalars are not copied. */
export function rebuildSchema(schema: GraphQLSchema, changes: SchemaChanges): GraphQLSchema {
  const copies = new Map<string, GraphQLNamedType>();
  const copier = new TypeCopier(changes, copies);
  for (const type of Object.values(schema.getTypeMap())) {
    const isKept = !isIntrospectionType(type) && (changes.keepsType?.(type) ?? true);
    if (isKept) copies.set(type.name, copier.copyType(type));
  }
  const root = (type: GraphQLObjectType | null | undefined) =>
    (type && (copies.get(type.name) as GraphQLObjectType | undefined)) ?? null;
  const directives = schema
    .getDirectives()
    .filter((directive) => changes.keepsDirective?.(directive) ?? true);
  const config: GraphQLSchemaConfig = {
    ...schema.toConfig(),
    query: root(schema.getQueryType()),
    mutation: root(schema.getMutationType()),
    subscription: root(schema.getSubscriptionType()),
    types: [...copies.values()],
    directives: directives.map((directive) => copier.copyDirective(directive)),
    // The original schema has been validated, and the changes keep it valid.
    assumeValid: true,
  };
  if (changes.dropsOrigins) Object.assign(config, { astNode: null, extensionASTNodes: [], extensions: {} });
  if (changes.extensions) config.extensions = changes.extensions;
  return new GraphQLSchema(config);
}
