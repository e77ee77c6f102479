import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { Policy } from './policy.js';
import type { RowFilter } from './row-filter.js';

/**
 * What introspection returns: `role`: the part that the viewer may use; `full`: the whole schema; `off`: an error.
 *
 * @example
 * ```ts
 * const introspection: IntrospectionMode = production ? 'role' : 'full';
 * const schema = withAuthorization<Context>(plainSchema, { viewer: ({ viewer }) => viewer, introspection });
 * ```
 */
export type IntrospectionMode = 'role' | 'full' | 'off';

/** The data that an enforcing schema carries in its extensions. */
export interface SchemaExtension {
  readonly policy: Policy;
  readonly introspection: IntrospectionMode;
  /** The schema that introspection returns to this execution's viewer. */
  introspected(context: unknown, info: GraphQLResolveInfo): GraphQLSchema;
  /** The roles of the viewer whom this context belongs to; null: anonymous. */
  rolesOf(context: unknown): readonly string[] | null;
  /** The filter for the objects of a type that a viewer may see. */
  rowFilter(type: string, viewer: unknown, context: unknown): RowFilter;
  /** Denies `__typename` where the viewer does not meet the type's requirement. */
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
