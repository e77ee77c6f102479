import { locationOf } from '@graphward/authorization';
import {
  type ExecutableDefinitionNode,
  GraphQLError,
  isExecutableDefinitionNode,
  parse,
  type Source,
} from 'graphql';
import { formatGraphqlError } from '../graphql-error.js';
import type { InvalidOperation } from './client-operation.js';

/** The operations and fragments of a document, or why it has none. */
export type ParsedDocument = InvalidOperation | { readonly definitions: readonly ExecutableDefinitionNode[] };

export function parseDocument(source: Source): ParsedDocument {
  const invalid = (error: string) => ({ name: null, location: source.name, errors: [error] });
  try {
    const { definitions } = parse(source);
    const foreign = definitions.find((each) => !isExecutableDefinitionNode(each));
    if (!foreign) return { definitions: definitions.filter(isExecutableDefinitionNode) };
    return invalid(
      `${locationOf(foreign) ?? source.name} A type definition is not an operation. Keep operations in a folder of their own.`,
    );
  } catch (error) {
    if (error instanceof GraphQLError) return invalid(formatGraphqlError(error));
    throw error;
  }
}
