import {
  type DocumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * The coordinates that operations may use. Values of variables are unknown, so a variable counts as everything that its
 * type contains; a field that returns an enum, as all its values.
 */
export function usedCoordinates(
  schema: GraphQLSchema,
  documents: readonly DocumentNode[],
): ReadonlySet<string> {
  const used = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  const add = (types: readonly GraphQLNamedType[], member: string) => {
    for (const { name } of types) used.add(`${name}.${member}`);
  };
  const visitor = visitWithTypeInfo(typeInfo, {
    Field: ({ name }) => {
      add(relatedTypes(schema, typeInfo.getParentType()), name.value);
      addEnumValues(used, getNamedType(typeInfo.getType()));
    },
    Argument: ({ name }) => {
      const field = typeInfo.getFieldDef();
      if (!field || typeInfo.getDirective()) return;
      add(relatedTypes(schema, typeInfo.getParentType()), `${field.name}(${name.value}:)`);
    },
    ObjectField: ({ name }) => {
      const type = getNamedType(typeInfo.getParentInputType());
      if (type) add([type], name.value);
    },
    EnumValue: ({ value }) => {
      const type = getNamedType(typeInfo.getInputType());
      if (type) add([type], value);
    },
    Variable: () => {
      const type = typeInfo.getInputType();
      if (type) for (const each of inputTypesIn(type)) addMembers(used, each);
    },
  });
  for (const document of documents) visit(document, visitor);
  return used;
}

/** The types whose field of the same name also applies: possible types, and the interfaces of those. */
function relatedTypes(schema: GraphQLSchema, type: GraphQLNamedType | null | undefined): GraphQLNamedType[] {
  if (!type) return [];
  const possible = isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
  const interfaces = possible.flatMap((each) =>
    isObjectType(each) || isInterfaceType(each) ? each.getInterfaces() : [],
  );
  return [...possible, ...interfaces];
}

/** The type and all types inside it. */
function inputTypesIn(type: GraphQLInputType): ReadonlySet<GraphQLNamedType> {
  const types = new Set<GraphQLNamedType>([getNamedType(type)]);
  for (const each of types) {
    if (!isInputObjectType(each)) continue;
    for (const field of Object.values(each.getFields())) types.add(getNamedType(field.type));
  }
  return types;
}

function addMembers(used: Set<string>, type: GraphQLNamedType): void {
  addEnumValues(used, type);
  if (!isInputObjectType(type)) return;
  for (const name of Object.keys(type.getFields())) used.add(`${type.name}.${name}`);
}

function addEnumValues(used: Set<string>, type: GraphQLNamedType | undefined): void {
  if (isEnumType(type)) for (const { name } of type.getValues()) used.add(`${type.name}.${name}`);
}
