import { locationOf } from '@graphward/authorization';
import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, validate } from 'graphql';
import { formatGraphqlError } from '../graphql-error.js';
import { clientFragments } from './client-fragments.js';
import type { InvalidOperation, KnownOperation } from './client-operation.js';
import { parseDocument } from './parse-document.js';
import type { ClientDocuments } from './read-documents.js';

export interface FoundOperations {
  readonly valid: readonly KnownOperation[];
  readonly invalid: readonly InvalidOperation[];
}

/** Parses the documents, and validates each operation with the fragments that it uses. */
export function findOperations(
  schema: GraphQLSchema,
  { sources, shareFragments }: ClientDocuments,
): FoundOperations {
  const parsed = sources.map(parseDocument);
  const documents = parsed.flatMap((each) => ('definitions' in each ? [each.definitions] : []));
  const valid: KnownOperation[] = [];
  const invalid = parsed.filter((each) => 'errors' in each);
  for (const definitions of shareFragments ? [documents.flat()] : documents) {
    const fragments = clientFragments(definitions);
    for (const each of definitions) {
      if (each.kind !== Kind.OPERATION_DEFINITION) continue;
      const used = fragments.usedBy(each);
      const operation = describe(each, { kind: Kind.DOCUMENT, definitions: [each, ...used.fragments] });
      const { name, location } = operation;
      const errors = [...used.problems, ...errorsOf(schema, operation)];
      if (errors.length === 0) valid.push(operation);
      else invalid.push({ name, location, errors });
    }
  }
  return { valid, invalid };
}

function errorsOf(schema: GraphQLSchema, { kind, location, document }: KnownOperation): string[] {
  // Validation checks no selections of a missing root type.
  if (!schema.getRootType(kind)) return [`${location} The schema has no ${kind} type.`];
  return validate(schema, document).map(formatGraphqlError);
}

function describe(node: OperationDefinitionNode, document: DocumentNode): KnownOperation {
  return {
    name: node.name?.value ?? null,
    kind: node.operation,
    location: locationOf(node) ?? '',
    document,
  };
}
