import {
  getNamedType,
  getNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Policy } from '../policy/policy.js';
import type { Field } from '../schema-copy/schema-elements.js';
import { takesProtectedInputs } from './guard-inputs.js';

/**
 * The names of output types whose values a denial can make null: protected enums, objects with a guarded non-null field
 * (`__typename` of a protected type is one), and types that contain one of these in non-null positions only.
 */
export function findFragileTypes(policy: Policy): ReadonlySet<string> {
  const { schema, protectedTypes } = policy;
  const fragile = new Set<string>();
  const dependents = new Map<string, string[]>();
  const depend = (user: string, used: string) => {
    const users = dependents.get(used);
    if (users) users.push(user);
    else dependents.set(used, [user]);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isEnumType(type) && protectedTypes.has(type.name)) fragile.add(type.name);
    if (isAbstractType(type)) for (const { name } of schema.getPossibleTypes(type)) depend(type.name, name);
    if (!isObjectType(type)) continue;
    if (policy.requirements.has(type.name)) fragile.add(type.name);
    for (const field of Object.values(type.getFields())) {
      if (isNonNullType(field.type) && isGuarded(policy, type, field)) fragile.add(type.name);
      else if (isNonNullThroughout(field.type)) depend(type.name, getNamedType(field.type).name);
    }
  }
  // A set's iteration includes elements that are added meanwhile.
  for (const name of fragile) for (const user of dependents.get(name) ?? []) fragile.add(user);
  return fragile;
}

/** Whether the denial of an item, or of a part of it, can make the list null. */
export function isFragileList(fragile: ReadonlySet<string>, type: GraphQLOutputType): boolean {
  const list = getNullableType(type);
  if (!isListType(list)) return false;
  const item = list.ofType;
  if (isListType(getNullableType(item))) return isFragileList(fragile, item);
  return isNonNullType(item) && fragile.has(getNamedType(item).name);
}

function isGuarded(policy: Policy, type: GraphQLObjectType, field: Field): boolean {
  return (
    policy.requirements.has(`${type.name}.${field.name}`) || takesProtectedInputs(policy, type.name, field)
  );
}

function isNonNullThroughout(type: GraphQLOutputType): boolean {
  if (!isNonNullType(type)) return false;
  return isListType(type.ofType) ? isNonNullThroughout(type.ofType.ofType as GraphQLOutputType) : true;
}
