import {
  type ASTNode,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * Returns a function that finds the schema coordinate of the field or argument that an execution error belongs to; null
 * if there is none. An error's path consists of the client's aliases, which must not be logged.
 */
export function createCoordinateFinder(
  schema: GraphQLSchema,
  document: DocumentNode | undefined,
): (error: GraphQLError) => string | null {
  let coordinates: ReadonlyMap<ASTNode, string> | undefined;
  return ({ nodes, path }) => {
    const [node] = nodes ?? [];
    if (!document || !node) return null;
    // Validation errors can point anywhere, execution errors only at a field or an argument's value.
    if (!path && node.kind === Kind.FIELD) return null;
    coordinates ??= coordinatesIn(schema, document);
    return coordinates.get(node) ?? null;
  };
}

function coordinatesIn(schema: GraphQLSchema, document: DocumentNode): ReadonlyMap<ASTNode, string> {
  const coordinates = new Map<ASTNode, string>();
  const info = new TypeInfo(schema);
  const owner = (): string | null => {
    const directive = info.getDirective();
    if (directive) return `@${directive.name}`;
    const [type, field] = [info.getParentType(), info.getFieldDef()];
    return type && field ? `${type.name}.${field.name}` : null;
  };
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: (node) => {
        const coordinate = owner();
        if (coordinate !== null) coordinates.set(node, coordinate);
      },
      Argument: ({ value }) => {
        const [coordinate, argument] = [owner(), info.getArgument()];
        if (coordinate !== null && argument) coordinates.set(value, `${coordinate}(${argument.name}:)`);
      },
    }),
  );
  return coordinates;
}
