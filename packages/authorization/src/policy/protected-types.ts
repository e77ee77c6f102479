import { type GraphQLSchema, getNamedType, isEnumType, isInputObjectType } from 'graphql';
import type { Requirement } from './requirement.js';

/** The names of enums with protected values and of input types that reach those, or a protected field, at any depth. */
export function findProtectedTypes(
  schema: GraphQLSchema,
  requirements: ReadonlyMap<string, Requirement>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const users = new Map<string, string[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isEnumType(type) && !isInputObjectType(type)) continue;
    const members = isEnumType(type) ? type.getValues() : Object.values(type.getFields());
    if (members.some(({ name }) => requirements.has(`${type.name}.${name}`))) found.add(type.name);
    if (!isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type).name;
      users.set(named, [...(users.get(named) ?? []), type.name]);
    }
  }
  for (const name of found) for (const user of users.get(name) ?? []) found.add(user);
  return found;
}
