import { GraphQLError } from 'graphql';

/**
 * Every `extensions.code` that a client can receive. Clients branch on these codes, so none is ever removed.
 *
 * @example
 * ```ts
 * const retryable: readonly ErrorCode[] = ['RATE_LIMITED', 'SERVICE_UNAVAILABLE'];
 * ```
 */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'REAUTHENTICATION_REQUIRED'
  | 'INVALID_CREDENTIALS'
  | 'OTP_REQUIRED'
  | 'INVALID_REFRESH_TOKEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'QUERY_TOO_COMPLEX'
  | 'RATE_LIMITED'
  | 'SERVICE_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/**
 * Why a viewer is unauthenticated: `extensions.reason` of `UNAUTHENTICATED`.
 *
 * @example
 * ```ts
 * const refreshable: readonly UnauthenticatedReason[] = ['TOKEN_EXPIRED', 'TOKEN_STALE'];
 * ```
 */
export type UnauthenticatedReason =
  'TOKEN_MISSING' | 'TOKEN_EXPIRED' | 'TOKEN_INVALID' | 'TOKEN_REVOKED' | 'TOKEN_STALE';

/**
 * Further data of an {@link AppError}.
 *
 * @example
 * ```ts
 * const details: AppErrorDetails = { field: 'slug', cause: error };
 * throw new AppError('CONFLICT', 'This slug is taken. Choose another.', details);
 * ```
 */
export interface AppErrorDetails {
  readonly reason?: UnauthenticatedReason;
  /** The invalid input field, with `BAD_USER_INPUT` and `CONFLICT`. */
  readonly field?: string;
  /** Whole seconds to wait before retrying. */
  readonly retryAfter?: number;
  /** The underlying error: logged, never sent to a client. */
  readonly cause?: unknown;
}

/**
 * An error whose code and message are intended for the client.
 *
 * It extends GraphQLError, so that GraphQL servers return it unchanged instead of masking it.
 *
 * @example
 * ```ts
 * if (!article) throw new AppError('NOT_FOUND', 'Article not found.', { field: 'id' });
 * ```
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
