import { getNamedType, type GraphQLSchema } from 'graphql';
import { schemaElements } from '../schema-copy/schema-elements.js';

/** The names of enums with such a value, and of input types that contain those or such a field at any depth. */
export function typesThatContain(
  schema: GraphQLSchema,
  isMember: (coordinate: string) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>();
  const users = new Map<string, string[]>();
  for (const { kind, coordinate, type, element } of schemaElements(schema)) {
    if (kind !== 'ENUM_VALUE' && kind !== 'INPUT_FIELD_DEFINITION') continue;
    if (isMember(coordinate)) found.add(type.name);
    if (kind === 'ENUM_VALUE') continue;
    const named = getNamedType(element.type).name;
    users.set(named, [...(users.get(named) ?? []), type.name]);
  }
  for (const name of found) for (const user of users.get(name) ?? []) found.add(user);
  return found;
}
