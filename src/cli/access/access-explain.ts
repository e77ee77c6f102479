import { explain, readPolicy } from '@graphward/authorization';
import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, parse, Source, validate } from 'graphql';
import { checkRoles } from '../check-roles.js';
import { alignColumns } from './access-columns.js';
import { readTextFile } from './access-file.js';
import type { CommandResult } from './command-result.js';
import { formatGraphqlError } from './graphql-error.js';

export interface ExplainOptions {
  readonly role?: readonly string[];
  readonly operation?: string;
}

/**
 * Lists the parts of an operation that are denied to a viewer with these roles; without roles, to an anonymous viewer.
 *
 * @throws Error when the file is not a valid document of the schema
 */
export function explainFile(
  schema: GraphQLSchema,
  file: string,
  { role, operation }: ExplainOptions,
): CommandResult {
  checkRoles(role ?? [], readPolicy(schema).roles.names);
  const document = readDocument(schema, file);
  checkOperation(document, operation);
  const denied = explain(schema, document, role ?? null, operation);
  const whom = role ? role.join(' and ') : 'ANONYMOUS';
  if (denied.length === 0) return { text: `Nothing is denied for ${whom}.\n`, exitCode: 0 };
  const rows = denied.map(({ path, coordinate, requirement, location }) => [
    `  ${path}`,
    coordinate,
    requirement,
    location ?? '',
  ]);
  return { text: `Denied for ${whom}:\n${alignColumns(rows).join('\n')}\n`, exitCode: 1 };
}

function readDocument(schema: GraphQLSchema, file: string): DocumentNode {
  const text = readTextFile(file);
  try {
    const document = parse(new Source(text, file));
    const errors = validate(schema, document);
    if (errors.length > 0) throw new Error(errors.map(formatGraphqlError).join('\n'));
    return document;
  } catch (error) {
    if (error instanceof GraphQLError) throw new Error(formatGraphqlError(error), { cause: error });
    throw error;
  }
}

function checkOperation({ definitions }: DocumentNode, wanted: string | undefined): void {
  const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const names = operations.flatMap(({ name }) => name?.value ?? []);
  const listed = names.length > 0 ? names.join(', ') : 'none with a name';
  if (operations.length === 0) throw new Error('The file has no operation, only fragments.');
  if (wanted === undefined && operations.length > 1)
    throw new Error(`The file has several operations: choose one with --operation. There are: ${listed}.`);
  if (wanted !== undefined && !names.includes(wanted))
    throw new Error(`There is no operation ${wanted}. There are: ${listed}.`);
}
