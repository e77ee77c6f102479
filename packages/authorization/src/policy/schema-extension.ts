import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { Policy } from './policy.js';

/** How introspection answers: each viewer's part of the schema, all of it to everybody, or not at all. */
export type IntrospectionMode = 'role' | 'full' | 'off';

/** What an enforcing schema carries along, for everything that meets it later. */
export interface SchemaExtension {
  readonly policy: Policy;
  readonly introspection: IntrospectionMode;
  /** The schema that introspection shows this execution's viewer. */
  introspected(context: unknown, info: GraphQLResolveInfo): GraphQLSchema;
  /** The roles of the viewer whom this context belongs to; null: anonymous. */
  rolesOf(context: unknown): readonly string[] | null;
  /** Stops `__typename` from naming a type whose requirement the viewer does not meet. */
  readonly guardTypeName: TypeNameGuard;
}

export type TypeNameGuard = (
  source: unknown,
  context: unknown,
  info: GraphQLResolveInfo,
) => string | Promise<string>;

// A string key, because transformations (mapSchema, lexicographicSortSchema) copy no others.
const key = 'graphward.authorization';

export function extensionOf(schema: GraphQLSchema): SchemaExtension | undefined {
  return schema.extensions[key] as SchemaExtension | undefined;
}

/** @throws Error if the schema does not enforce its directives */
export function requireExtension(schema: GraphQLSchema, caller: string): SchemaExtension {
  const extension = extensionOf(schema);
  if (extension) return extension;
  throw new Error(`${caller}: this schema enforces nothing. Pass it through withAuthorization first.`);
}

export function withExtension(extensions: object, extension: SchemaExtension): Record<string, unknown> {
  return { ...extensions, [key]: extension };
}
