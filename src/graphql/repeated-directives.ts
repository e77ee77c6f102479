import {
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type DocumentNode,
  Kind,
  print,
  type TypeNode,
} from 'graphql';

/**
 * SDL without the definitions of directives that equal the server's own. Tools write `@semanticNonNull` into the SDL of a
 * module, because others expect its definition there.
 */
export function withoutRepeatedDirectives(typeDefs: DocumentNode, own: DocumentNode): DocumentNode {
  const known = new Set(own.definitions.filter(isDirectiveDefinition).map(signatureOf));
  const definitions = typeDefs.definitions.filter(
    (each) => !isDirectiveDefinition(each) || !known.has(signatureOf(each)),
  );
  return { ...typeDefs, definitions };
}

function isDirectiveDefinition(node: DefinitionNode): node is DirectiveDefinitionNode {
  return node.kind === Kind.DIRECTIVE_DEFINITION;
}

/**
 * Whatever descriptions and the order of names. The nullability of arguments with defaults does not count either: the
 * definition of `@semanticNonNull` began with `[Int] = [0]`.
 */
function signatureOf({ name, arguments: args = [], repeatable, locations }: DirectiveDefinitionNode): string {
  const written = args.map(
    ({ name: arg, type, defaultValue }) =>
      `${arg.value}:${defaultValue ? `${nullable(type)}=${print(defaultValue)}` : print(type)}`,
  );
  const names = locations.map(({ value }) => value);
  return JSON.stringify([name.value, written.sort(), repeatable, names.sort()]);
}

function nullable(type: TypeNode): string {
  return print(type).replaceAll('!', '');
}
