import { getNamedType, type GraphQLSchema } from 'graphql';
import { schemaElements } from '../schema-copy/schema-elements.js';
import type { Requirement } from './requirement.js';

/** The names of enums with protected values, and of input types that contain those or a protected field at any depth. */
export function findProtectedTypes(
  schema: GraphQLSchema,
  requirements: ReadonlyMap<string, Requirement>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const users = new Map<string, string[]>();
  for (const { kind, coordinate, type, element } of schemaElements(schema)) {
    if (kind !== 'ENUM_VALUE' && kind !== 'INPUT_FIELD_DEFINITION') continue;
    if (requirements.has(coordinate)) found.add(type.name);
    if (kind === 'ENUM_VALUE') continue;
    const named = getNamedType(element.type).name;
    users.set(named, [...(users.get(named) ?? []), type.name]);
  }
  for (const name of found) for (const user of users.get(name) ?? []) found.add(user);
  return found;
}
