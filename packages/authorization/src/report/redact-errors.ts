import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  getVariableValues,
  validate,
} from 'graphql';
import { extensionOf } from '../policy/schema-extension.js';
import { readPolicy } from '../policy/read-policy.js';
import { schemaVisibleTo } from '../visible/visible-schema.js';

/** The request whose errors are redacted. */
export interface RedactionContext {
  readonly document: DocumentNode;
  /** The operation that was to be executed; needed only if the document has several. */
  readonly operationName?: string | null | undefined;
  /** As the client sent them. */
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  /** The viewer's roles; null: not signed in. */
  readonly roles: readonly string[] | null;
}

const nameless = 'The operation does not fit the schema here.';
/** An error about a variable quotes the whole value, so the cost of each is that of the request. */
const maxCoercionErrors = 10;
/** How many errors may occur against the viewer's part of the schema alone before others go without a message. */
const spareErrors = 20;
/** Enough to tell apart the errors at one location; the rest of a message is text that the client chose. */
const comparedLength = 200;

/**
 * graphql-js's own errors (of validation, of variables) as a viewer may read them.
 *
 * An error that also occurs against the viewer's part of the schema gets the message it has there, suggestions included;
 * of any other error only the location remains. With `introspection: 'full'` nothing is rewritten, with `'off'` nothing
 * is suggested.
 *
 * @example
 * ```ts
 * const errors = validate(schema, document);
 * return redactErrors(schema, errors, { document, variables, roles: viewer?.roles ?? null });
 * ```
 */
export function redactErrors(
  schema: GraphQLSchema,
  errors: readonly GraphQLError[],
  request: RedactionContext,
): GraphQLError[] {
  const mode = extensionOf(schema)?.introspection ?? 'role';
  if (mode === 'full') return [...errors];
  const policy = readPolicy(schema);
  const visible = schemaVisibleTo(policy, policy.roles.viewerMask(request.roles));
  const messages = new Map<string, string>();
  const options = {
    hideSuggestions: mode === 'off',
    isCoercion: errors.some(isCoercionError),
    maxErrors: errors.length + spareErrors,
  };
  for (const error of errorsAgainst(visible, request, options)) messages.set(keyOf(error), error.message);
  return errors.map((error) => {
    const message = messages.get(keyOf(error)) ?? nameless;
    return message === error.message ? error : withMessage(error, message);
  });
}

/**
 * What is wrong with a request for a client to whom the schema is this one.
 *
 * As in an executor, a request has errors of one kind: variables are coerced if the document is valid, and then only
 * those of the executed operation.
 */
function errorsAgainst(
  schema: GraphQLSchema,
  { document, operationName, variables }: RedactionContext,
  options: { readonly hideSuggestions: boolean; readonly isCoercion: boolean; readonly maxErrors: number },
): readonly GraphQLError[] {
  const { hideSuggestions, isCoercion, maxErrors } = options;
  if (!isCoercion) return validate(schema, document, undefined, { hideSuggestions, maxErrors });
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const limit = { maxErrors: maxCoercionErrors, hideSuggestions };
  return getVariableValues(schema, definitions, variables ?? {}, limit).errors ?? [];
}

const coercionMessage =
  /^Variable "\$\w+" (got invalid|has invalid|expected|of required type|of non-null type)/;

function isCoercionError({ nodes, message }: GraphQLError): boolean {
  return nodes?.length === 1 && nodes[0]?.kind === Kind.VARIABLE_DEFINITION && coercionMessage.test(message);
}

/** A short key: V8 hashes a long string in full, and a client chooses how long a message is. */
function keyOf({ message, locations }: GraphQLError): string {
  const end = message.indexOf(' Did you mean ');
  const compared = Math.min(end < 0 ? message.length : end, comparedLength);
  return `${message.slice(0, compared)} ${JSON.stringify(locations)}`;
}

function withMessage(
  { nodes, source, positions, path, extensions }: GraphQLError,
  message: string,
): GraphQLError {
  // Positions and source follow from the nodes where there are any.
  const place = nodes ? { nodes } : { source: source ?? null, positions: positions ?? null };
  return new GraphQLError(message, { ...place, path: path ?? null, extensions });
}
