import type { GraphQLSchema } from 'graphql';
import type { Requirement } from './requirement.js';
import type { RoleHierarchy } from './role-hierarchy.js';
import type { SchemaProblem } from './schema-problem.js';

/** Everything a schema says about who may use what, compiled once. */
export interface Policy {
  /** The schema as its authors wrote it. */
  readonly schema: GraphQLSchema;
  readonly roles: RoleHierarchy;
  /**
   * The requirement of each protected element, by coordinate: `User` (what all fields of the type share),
   * `User.email`, `Query.users(first:)` (the argument's own, its field's not included), `UserFilter.name`, `Role.ADMIN`.
   */
  readonly requirements: ReadonlyMap<string, Requirement>;
  /** The coordinates of fields that `@public`, on them or on their type, opens: they have no requirement. */
  readonly openFields: ReadonlySet<string>;
  /** The names of input types and enums through which a protected input field or enum value can be reached. */
  readonly protectedTypes: ReadonlySet<string>;
  readonly problems: readonly SchemaProblem[];
  readonly warnings: readonly SchemaProblem[];
}
