import {
  type GraphQLArgument,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { alignInterfaces } from './align-interfaces.js';
import type { Policy } from '../policy/policy.js';
import { reachableTypes } from './reachable-types.js';
import { removeUnusable } from './remove-unusable.js';
import { standingOf } from '../policy/requirement.js';
import type { Visibility } from './visibility.js';

/**
 * What a viewer with these roles may see: what the requirements allow, less what cannot stand in a valid schema
 * without what they deny, less what cannot be reached any more.
 */
export function findVisible(policy: Policy, viewerMask: number): Visibility {
  const { schema } = policy;
  const visible = allowedPlaces(policy, viewerMask);
  removeUnusable(schema, visible);
  // Only now is it known which types an interface still has behind it.
  while (alignInterfaces(schema, visible)) removeUnusable(schema, visible);

  const reachable = reachableTypes(schema, visible);
  for (const name of Object.keys(schema.getTypeMap())) if (!reachable.has(name)) visible.delete(name);
  return visible;
}

function allowedPlaces({ schema, requirements }: Policy, viewerMask: number): Set<string> {
  const visible = new Set<string>();
  const allow = (coordinate: string) => {
    if (standingOf(requirements.get(coordinate), viewerMask) !== 'deny') visible.add(coordinate);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    visible.add(type.name);
    for (const { name, args } of membersOf(type)) {
      allow(`${type.name}.${name}`);
      for (const arg of args) allow(`${type.name}.${name}(${arg.name}:)`);
    }
  }
  for (const { name, args } of schema.getDirectives()) {
    visible.add(`@${name}`);
    for (const arg of args) visible.add(`@${name}(${arg.name}:)`);
  }
  return visible;
}

function membersOf(type: GraphQLNamedType): readonly { name: string; args: readonly GraphQLArgument[] }[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => ({ name, args: [] }));
  if (isInputObjectType(type)) return Object.keys(type.getFields()).map((name) => ({ name, args: [] }));
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}
