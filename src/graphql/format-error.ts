import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AppError } from '../errors/index.js';
import { isCodedError } from './coded-error.js';

/** Codes of errors that graphql-js or Apollo finds in the request itself. Their messages quote only the client. */
const protocolCodes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
]);

/**
 * Formats every error of a response: passes those that are meant for the client and masks all others.
 *
 * @param isUnavailable whether an error means that the database cannot be reached
 */
export function createErrorFormatter(isUnavailable: (error: unknown) => boolean) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    if (error instanceof GraphQLError) {
      const clientError = argumentError(error) ?? surrogateError(error);
      if (clientError) return replaced(formatted, clientError);
      if (isMeantForClient(error)) return formatted;
    }
    return replaced(formatted, isUnavailable(rootOf(error)) ? unavailable() : internalError());
  };
}

/** The error as it was originally thrown, without the GraphQLErrors wrapped around it. */
export function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && !isCodedError(root) && root.originalError) root = root.originalError;
  return root;
}

export function unavailable(): AppError {
  return new AppError('SERVICE_UNAVAILABLE', 'The service is temporarily unavailable. Try again.', {
    retryAfter: 1,
  });
}

/** Whether an error describes the client's request rather than a bug. */
export function isMeantForClient(raised: GraphQLError): boolean {
  const { code } = raised.extensions;
  // A scalar rejected a variable. The original error is the scalar's own, of any class.
  if (!raised.path && protocolCodes.has(code)) return true;
  const origin = rootOf(raised);
  if (!(origin instanceof GraphQLError)) return false;
  if (isCodedError(origin) || protocolCodes.has(code) || argumentError(raised)) return true;
  // A GraphQLError that a module threw with its own code.
  return typeof origin.extensions.code === 'string' && origin.extensions.code !== 'INTERNAL_SERVER_ERROR';
}

const argumentMessage = /^Argument "(\w+)" (.*)/s;

/**
 * Replaces graphql-js's error about an argument of a field, or of `@skip` and `@include`; null for any other error.
 * Such an argument passes validation and becomes invalid with the variables' values. graphql-js's error has no code, and
 * its message quotes the whole argument and names a type that may be hidden.
 */
function argumentError(raised: GraphQLError): AppError | null {
  const origin = rootOf(raised);
  if (!(origin instanceof GraphQLError) || isCodedError(origin)) return null;
  // Exactly one node, the argument's value. Errors of resolvers have the nodes of their field.
  const [node, ...more] = origin.nodes ?? [];
  if (!node || more.length > 0 || origin.extensions.code !== undefined) return null;
  const [, field, problem] = argumentMessage.exec(origin.message) ?? [];
  if (field === undefined || problem === undefined) return null;
  return new AppError('BAD_USER_INPUT', `The argument "${field}" ${adviceFor(problem)}`, { field });
}

function adviceFor(problem: string): string {
  if (problem.endsWith('must not be null.')) return 'must not be null.';
  if (problem.endsWith('not provided.') || problem.endsWith('not provided a runtime value.'))
    return 'is required. Send a value for it.';
  return 'has an invalid value. Check the variables that it contains.';
}

const surrogateInDocument =
  /^Syntax Error: Invalid (?:Unicode escape sequence: "\\u\{?0*D[89A-F]|character(?: within String)?: U\+D[89A-F])/i;

/** graphql-js reports a lone surrogate as a syntax error. Anywhere in a request, it is the same error here. */
function surrogateError({ message }: GraphQLError): AppError | null {
  return surrogateInDocument.test(message) ? illFormedText() : null;
}

export function illFormedText(): AppError {
  return new AppError(
    'BAD_USER_INPUT',
    'The request contains a lone surrogate (U+D800 to U+DFFF). Send well-formed Unicode.',
  );
}

/** The error that replaces one that is not meant for the client. */
export function internalError(): AppError {
  return new AppError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.');
}

function replaced({ path, locations }: GraphQLFormattedError, error: AppError): GraphQLFormattedError {
  const { message, extensions } = error;
  return { message, ...(locations ? { locations } : {}), ...(path ? { path } : {}), extensions };
}
