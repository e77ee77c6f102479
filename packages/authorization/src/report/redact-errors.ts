import {
  type ASTNode,
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  validate,
} from 'graphql';
import { readPolicy } from '../policy/read-policy.js';
import { extensionOf } from '../policy/schema-extension.js';
import { schemaVisibleTo } from '../visible/visible-schema.js';
import { copyWithoutLocations } from './copy-nodes.js';

/**
 * The request whose errors are redacted.
 *
 * @example
 * ```ts
 * const request: RedactionContext = { document, variables, roles: viewer?.roles ?? null };
 * ```
 */
export interface RedactionContext {
  readonly document: DocumentNode;
  /** Needed only if the document has several operations. */
  readonly operationName?: string | null | undefined;
  /** As the client sent them. */
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  /** The viewer's roles; null: not signed in. */
  readonly roles: readonly string[] | null;
}

const nameless = 'The operation does not match the schema here.';
/** Each error about a variable quotes its whole value, so it may be as large as the request. */
const maxCoercionErrors = 10;
/** The number of additional errors against the visible schema after which others lose their message. */
const spareErrors = 20;
/** Enough to distinguish errors at one location. The client chooses the rest of a message. */
const comparedLength = 200;

/**
 * Rewrites graphql-js's errors about validation and variables, so that they name nothing that is hidden from the viewer.
 *
 * An error that also occurs against the visible schema gets the message that it has there, with its suggestions. Any
 * other error keeps only its location. `introspection: 'full'` rewrites nothing; `'off'` removes all suggestions.
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
  const { document, originals } = copyWithoutLocations(request.document);
  const keyOf = createKeys(originals);
  const messages = new Map<string, string>();
  const options = {
    hideSuggestions: mode === 'off',
    isCoercion: errors.some(isCoercionError),
    maxErrors: errors.length + spareErrors,
  };
  for (const error of errorsAgainst(visible, { ...request, document }, options))
    messages.set(keyOf(error), error.message);
  return errors.map((error) => {
    const message = messages.get(keyOf(error)) ?? nameless;
    return message === error.message ? error : withMessage(error, message);
  });
}

/**
 * The errors of a request against this schema.
 *
 * As in an executor, all are of one kind: variables are coerced only if the document is valid, and only those of the
 * executed operation.
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

/** Creates keys that are the same for an error in the document and for this error in the document's copy. */
function createKeys(originals: ReadonlyMap<ASTNode, ASTNode>): (error: GraphQLError) => string {
  return ({ message, nodes = [] }) => {
    const end = message.indexOf(' Did you mean ');
    // Short, because V8 hashes the whole string, and a client chooses the length of a message.
    const compared = Math.min(end < 0 ? message.length : end, comparedLength);
    const positions = nodes.map((node) => (originals.get(node) ?? node).loc?.start);
    return `${message.slice(0, compared)} ${positions.join(' ')}`;
  };
}

function withMessage(
  { nodes, source, positions, path, extensions }: GraphQLError,
  message: string,
): GraphQLError {
  // GraphQLError derives positions and source from nodes, if there are any.
  const origin = nodes ? { nodes } : { source: source ?? null, positions: positions ?? null };
  return new GraphQLError(message, { ...origin, path: path ?? null, extensions });
}
