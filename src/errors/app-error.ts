import { GraphQLError } from 'graphql';

/** Every `extensions.code` a client can meet. Clients branch on these; the list only ever grows. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'REAUTHENTICATION_REQUIRED'
  | 'INVALID_CREDENTIALS'
  | 'INVALID_REFRESH_TOKEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'QUERY_TOO_COMPLEX'
  | 'RATE_LIMITED'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** Why a viewer counts as unauthenticated (`extensions.reason` beside `UNAUTHENTICATED`). */
export type UnauthenticatedReason =
  'TOKEN_MISSING' | 'TOKEN_EXPIRED' | 'TOKEN_INVALID' | 'TOKEN_REVOKED' | 'TOKEN_STALE';

export interface AppErrorDetails {
  readonly reason?: UnauthenticatedReason;
  /** The input field at fault, beside `BAD_USER_INPUT` and `CONFLICT`. */
  readonly field?: string;
  /** Whole seconds after which trying again makes sense. */
  readonly retryAfter?: number;
  /** What went wrong underneath: logged, never sent to a client. */
  readonly cause?: unknown;
}

/**
 * An error whose code and message are meant for the client.
 *
 * It is a GraphQLError, so that any GraphQL server passes it on as it is instead of masking it.
 */
export class AppError extends GraphQLError {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;
  override readonly cause: unknown;

  constructor(code: ErrorCode, message: string, { cause, ...details }: AppErrorDetails = {}) {
    super(message, { extensions: { code, ...details } });
    this.code = code;
    this.retryAfter = details.retryAfter;
    this.cause = cause;
  }
}
