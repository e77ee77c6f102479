import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AppError } from '../errors/index.js';

/** Codes of errors in the request itself, before anything of ours runs; their messages quote only the client. */
const protocolCodes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
]);

/**
 * The one funnel every error goes through on its way out: what was meant for the client passes, everything
 * else is masked.
 *
 * @param isUnavailable whether an error means that the database cannot be reached
 */
export function createErrorFormatter(isUnavailable: (error: unknown) => boolean) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const origin = rootOf(error);
    if (isMeantForClient(origin, formatted.extensions?.code)) return formatted;
    if (isUnavailable(origin)) return replaced(formatted, unavailable());
    return replaced(formatted, internalError());
  };
}

/** The error that was thrown in the first place, without what GraphQL wrapped around it. */
export function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && !(root instanceof AppError) && root.originalError)
    root = root.originalError;
  return root;
}

export function unavailable(): AppError {
  return new AppError('SERVICE_UNAVAILABLE', 'The service cannot answer right now. Try again.', {
    retryAfter: 1,
  });
}

/**
 * Whether an error tells the client about its own request, rather than us about a bug.
 *
 * @param origin the error that was thrown in the first place
 * @param code the code under which it arrived here
 */
export function isMeantForClient(origin: unknown, code: unknown): boolean {
  if (!(origin instanceof GraphQLError)) return false;
  if (origin instanceof AppError || protocolCodes.has(code)) return true;
  // A module's own GraphQLError with a code of its own.
  return typeof origin.extensions.code === 'string' && origin.extensions.code !== 'INTERNAL_SERVER_ERROR';
}

function internalError(): AppError {
  return new AppError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.');
}

function replaced({ path, locations }: GraphQLFormattedError, error: AppError): GraphQLFormattedError {
  const { message, extensions } = error;
  return { message, ...(locations ? { locations } : {}), ...(path ? { path } : {}), extensions };
}
