import { type GraphQLSchema, isEnumType } from 'graphql';
import type { Role } from '../generated/resolver-types.js';

/** Roles that were removed from the schema may still be stored. They grant nothing and cannot be serialized. */
export function knownRoles(roles: readonly string[], schema: GraphQLSchema): Role[] {
  const role = schema.getType('Role');
  return isEnumType(role) ? roles.filter((name): name is Role => role.getValue(name) !== undefined) : [];
}
