import { Kind, parseType, type TypeNode } from 'graphql';

/** The type of a field or an argument. */
export interface TypeReference {
  readonly name: string;
  /** The number of lists around it. */
  readonly listDepth: number;
  readonly isNonNull: boolean;
}

/** Reads `[User!]!`. @throws GraphQLError when the text is not a type */
export function readTypeReference(text: string): TypeReference {
  const isNonNull = text.endsWith('!');
  let node: TypeNode = parseType(text, { noLocation: true });
  let listDepth = 0;
  while (node.kind !== Kind.NAMED_TYPE) {
    if (node.kind === Kind.LIST_TYPE) listDepth += 1;
    node = node.type;
  }
  return { name: node.name.value, listDepth, isNonNull };
}
