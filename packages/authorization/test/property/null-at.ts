import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  getNullableType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';

type Path = readonly (string | number)[];

/** A selection set, and the type that a client knows its object by. */
interface Selected {
  readonly type: string;
  readonly set: SelectionSetNode;
}

/**
 * The type of the first null on a path of a result, as a client knows it that generates types from this schema. If several
 * selections lead there, a non-null type comes first. Each selection set must contain `__typename`.
 */
export function nullAt(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  data: unknown,
  path: Path,
): GraphQLOutputType | undefined {
  const fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const root = operation && schema.getRootType(operation.operation);
  if (!root) throw new Error('The schema has no such root type.');
  return find([{ type: root.name, set: operation.selectionSet }], root.name, data, path);

  function find(
    selected: readonly Selected[],
    concrete: string,
    object: unknown,
    [key = '', ...rest]: Path,
  ): GraphQLOutputType | undefined {
    const uses = selected.flatMap((each) => usesOf(each, concrete, String(key)));
    let types = uses.map(({ type }) => type);
    let value = (object as Record<string, unknown>)[key];
    while (value !== null && typeof rest[0] === 'number') {
      value = (value as readonly unknown[])[rest.shift() as number];
      types = types.map((type) => {
        const list = getNullableType(type);
        return isListType(list) ? list.ofType : list;
      });
    }
    if (value == null) return types.find(isNonNullType) ?? types[0];
    const sets = uses.flatMap(({ type, node }) =>
      node.selectionSet ? [{ type: getNamedType(type).name, set: node.selectionSet }] : [],
    );
    return find(sets, (value as { __typename: string }).__typename, value, rest);
  }

  function usesOf(
    { type, set }: Selected,
    concrete: string,
    key: string,
  ): { readonly type: GraphQLOutputType; readonly node: FieldNode }[] {
    return set.selections.flatMap((node) => {
      if (node.kind === Kind.FIELD)
        return (node.alias ?? node.name).value === key
          ? [{ type: typeOfField(type, node.name.value), node }]
          : [];
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
      if (!fragment) return [];
      const condition = fragment.typeCondition?.name.value ?? type;
      return applies(condition, concrete)
        ? usesOf({ type: condition, set: fragment.selectionSet }, concrete, key)
        : [];
    });
  }

  function applies(condition: string, concrete: string): boolean {
    const [type, object] = [schema.getType(condition), schema.getType(concrete)];
    if (condition === concrete) return true;
    // An object of a hidden type has only what the client knows as an interface.
    if (isAbstractType(type)) return !isObjectType(object) || schema.isSubType(type, object);
    return false;
  }

  function typeOfField(typeName: string, field: string): GraphQLOutputType {
    const meta = [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef].find(
      ({ name }) => name === field,
    );
    if (meta) return meta.type;
    const type = schema.getType(typeName);
    const found = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
    if (!found) throw new Error(`The schema has no field ${typeName}.${field}.`);
    return found.type;
  }
}
