import { explain, type Explanation, readPolicy } from '@graphward/authorization';
import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, parse, Source, validate } from 'graphql';
import { checkRoles } from '../check-roles.js';
import { alignColumns } from './access-columns.js';
import { readTextFile } from './access-file.js';
import { type AssumptionOptions, readAssumptions } from './assumptions.js';
import type { CommandResult } from './command-result.js';
import { formatGraphqlError } from './graphql-error.js';

export interface ExplainOptions extends AssumptionOptions {
  readonly role?: readonly string[];
  readonly operation?: string;
}

/**
 * Lists the parts of an operation that are denied to a viewer with these roles; without roles or anything else that only
 * signed-in viewers have, to an anonymous viewer. With assumptions, also lists what more must be known about.
 *
 * @throws Error when the file is not a valid document of the schema, or an option is malformed
 */
export function explainFile(
  schema: GraphQLSchema,
  file: string,
  { role, operation, ...options }: ExplainOptions,
): CommandResult {
  checkRoles(role ?? [], readPolicy(schema).roles.names);
  const assumptions = readAssumptions(schema, options);
  const document = readDocument(schema, file);
  checkOperation(document, operation);
  const roles = role ?? (assumptions ? [] : null);
  const found = explain(schema, document, roles, operation, assumptions);
  const whom = role?.join(' and ') ?? (assumptions ? 'a viewer without roles' : 'ANONYMOUS');
  const denied = found.filter(({ dependsOn }) => dependsOn === undefined);
  const undecided = found.filter(({ dependsOn }) => dependsOn !== undefined);
  const sections = [
    denied.length > 0 ? section(`Denied for ${whom}:`, denied) : `Nothing is denied for ${whom}.\n`,
    ...(undecided.length > 0 ? [section(`Undecided for ${whom}:`, undecided)] : []),
  ];
  return { text: sections.join('\n'), exitCode: denied.length > 0 ? 1 : 0 };
}

function section(title: string, explanations: readonly Explanation[]): string {
  const rows = explanations.map(({ path, coordinate, requirement, location, dependsOn }) => [
    `  ${path}`,
    coordinate,
    requirement,
    location ?? '',
    ...(dependsOn ? [`depends on the ${dependsOn.join(' and the ')}`] : []),
  ]);
  return `${title}\n${alignColumns(rows).join('\n')}\n`;
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
