import {
  type FieldNode,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isObjectType,
} from 'graphql';

/**
 * Returns the object type that `resolveType` or `isTypeOf` names.
 *
 * @throws GraphQLError if there is no such type, or if the abstract type does not include it
 */
export function requireRuntimeType(
  name: unknown,
  abstractType: GraphQLAbstractType,
  nodes: readonly FieldNode[],
  { schema, parentType, fieldName }: GraphQLResolveInfo,
): GraphQLObjectType {
  const field = `${parentType.name}.${fieldName}`;
  if (name === null || name === undefined) {
    const reason = `must resolve to an Object type at runtime for field "${field}"`;
    const remedy = `Either the "${abstractType.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`;
    throw new GraphQLError(`Abstract type "${abstractType.name}" ${reason}. ${remedy}`, { nodes });
  }
  if (typeof name !== 'string')
    throw new GraphQLError(
      `Abstract type "${abstractType.name}" must resolve to the name of an Object type at runtime for field "${field}".`,
    );
  const type = schema.getType(name);
  const reject = (reason: string) => {
    throw new GraphQLError(reason, { nodes });
  };
  if (!type)
    return reject(
      `Abstract type "${abstractType.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
    );
  if (!isObjectType(type))
    return reject(`Abstract type "${abstractType.name}" was resolved to a non-object type "${name}".`);
  if (!schema.isSubType(abstractType, type))
    return reject(`Runtime Object type "${name}" is not a possible type for "${abstractType.name}".`);
  return type;
}
