import {
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
} from 'graphql';

/**
 * Hides interface members that a visible implementation hides: it would no longer implement the interface.
 *
 * @returns whether anything was hidden
 */
export function alignInterfaces(schema: GraphQLSchema, visible: Set<string>): boolean {
  const before = visible.size;
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type) && visible.has(type.name))
      align(type, visibleImplementors(schema, type, visible), visible);
  }
  return visible.size < before;
}

function align(
  type: GraphQLInterfaceType,
  implementors: readonly GraphQLNamedType[],
  visible: Set<string>,
): void {
  for (const { name, args } of Object.values(type.getFields())) {
    for (const member of [name, ...args.map((arg) => `${name}(${arg.name}:)`)]) {
      const isShownByAll = implementors.every((each) => visible.has(`${each.name}.${member}`));
      if (!isShownByAll) visible.delete(`${type.name}.${member}`);
    }
  }
}

function visibleImplementors(
  schema: GraphQLSchema,
  type: GraphQLInterfaceType,
  visible: ReadonlySet<string>,
): readonly GraphQLNamedType[] {
  const { objects, interfaces } = schema.getImplementations(type);
  return [...objects, ...interfaces].filter(({ name }) => visible.has(name));
}
