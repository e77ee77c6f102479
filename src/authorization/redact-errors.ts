import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  getVariableValues,
  validate,
} from 'graphql';
import { governanceOf } from './governance.js';
import { readPolicy } from './read-policy.js';
import { schemaVisibleTo } from './visible-schema.js';

export interface RedactionContext {
  readonly document: DocumentNode;
  /** As the client sent them. */
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  /** The viewer's roles; null: not signed in. */
  readonly roles: readonly string[] | null;
}

const nameless = 'The operation does not fit the schema here.';
/** Each error of a variable quotes the whole value, so that more of them would cost more than they tell. */
const maxCoercionErrors = 10;

/**
 * graphql-js's own errors (of validation, of variables) as a viewer may read them.
 *
 * What also goes wrong against the viewer's part of the schema is told as there, suggestions included; of the rest, the
 * position only. With `introspection: 'full'` nothing is rewritten, with `'off'` nothing suggested.
 */
export function redactErrors(
  schema: GraphQLSchema,
  errors: readonly GraphQLError[],
  { document, variables, roles }: RedactionContext,
): GraphQLError[] {
  const mode = governanceOf(schema)?.introspection ?? 'role';
  if (mode === 'full') return [...errors];
  const policy = readPolicy(schema);
  const visible = schemaVisibleTo(policy, policy.roles.viewerMask(roles));
  const told = new Map<string, string>();
  for (const error of errorsOf(visible, document, variables ?? {}, mode === 'off'))
    told.set(keyOf(error), error.message);
  return errors.map((error) => {
    const message = told.get(keyOf(error)) ?? nameless;
    return message === error.message ? error : withMessage(error, message);
  });
}

/** What is wrong with a request for somebody to whom the schema is this one. */
function errorsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  hideSuggestions: boolean,
): readonly GraphQLError[] {
  const mistakes = validate(schema, document, undefined, { hideSuggestions });
  const operations = document.definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const options = { maxErrors: maxCoercionErrors, hideSuggestions };
  const unfit = operations.flatMap(
    ({ variableDefinitions }) =>
      getVariableValues(schema, variableDefinitions ?? [], variables, options).errors ?? [],
  );
  return [...mistakes, ...unfit];
}

function keyOf({ message, locations }: GraphQLError): string {
  const end = message.indexOf(' Did you mean ');
  return `${end < 0 ? message : message.slice(0, end)} ${JSON.stringify(locations)}`;
}

function withMessage(
  { nodes, source, positions, path, extensions }: GraphQLError,
  message: string,
): GraphQLError {
  // Positions and source follow from the nodes where there are any.
  const place = nodes ? { nodes } : { source: source ?? null, positions: positions ?? null };
  return new GraphQLError(message, { ...place, path: path ?? null, extensions });
}
