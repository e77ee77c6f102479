import type { GraphQLSchema } from 'graphql';
import type { Requirement } from './requirement.js';
import type { RoleHierarchy } from './role-hierarchy.js';
import type { SchemaProblem } from './schema-problem.js';

/**
 * The access policy of a schema, compiled once.
 *
 * @example
 * ```ts
 * const { requirements }: Policy = readPolicy(schema);
 * requirements.get('User.email')?.rules.map(({ text }) => text); // ['@auth(requires: ADMIN)']
 * ```
 */
export interface Policy {
  /** The schema as its authors wrote it. */
  readonly schema: GraphQLSchema;
  readonly roles: RoleHierarchy;
  /**
   * The requirement of each protected element, by coordinate: `User` (shared by all fields of the type),
   * `User.email`, `Query.users(first:)` (without that of its field), `UserFilter.name`, `Role.ADMIN`.
   */
  readonly requirements: ReadonlyMap<string, Requirement>;
  /** The coordinates of fields that `@public` opens, on the field or its type. They have no requirement. */
  readonly openFields: ReadonlySet<string>;
  /** The coordinates of fields with `@filtered`, their own or an interface's. */
  readonly filtered: ReadonlySet<string>;
  /** The names of enums with protected values, and of input types that contain those or a protected field at any depth. */
  readonly protectedTypes: ReadonlySet<string>;
  readonly problems: readonly SchemaProblem[];
  readonly warnings: readonly SchemaProblem[];
}
