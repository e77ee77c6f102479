/**
 * The codes of a {@link SessionError}: the server's error codes, and `NETWORK_ERROR` if the server does not respond. The server's
 * modules may add codes.
 *
 * @example
 * ```ts
 * const temporary: readonly SessionErrorCode[] = ['NETWORK_ERROR', 'SERVICE_UNAVAILABLE', 'RATE_LIMITED'];
 * ```
 */
export type SessionErrorCode =
  | 'NETWORK_ERROR'
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
  | 'INTERNAL_SERVER_ERROR'
  // Keeps the completion of the codes above.
  | (string & {});

/**
 * What a {@link SessionError} says besides its code.
 *
 * @example
 * ```ts
 * const details: SessionErrorDetails = { field: 'otp' };
 * ```
 */
export interface SessionErrorDetails {
  /** Why the viewer is unauthenticated or must sign in again, such as `TOKEN_EXPIRED` or `MFA_REQUIRED`. */
  readonly reason?: string | undefined;
  /** The invalid input field, with `BAD_USER_INPUT`, `CONFLICT` and `OTP_REQUIRED`. */
  readonly field?: string | undefined;
  /** Seconds to wait before trying again. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/**
 * A request of the session failed. Branch on `code`, then on `reason`; messages may change.
 *
 * @example
 * ```ts
 * try {
 *   await session.login({ email, password });
 * } catch (error) {
 *   if (error instanceof SessionError && error.code === 'OTP_REQUIRED') showCodeField();
 *   else throw error;
 * }
 * ```
 */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly code: SessionErrorCode;
  readonly reason: string | undefined;
  readonly field: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: SessionErrorCode, message: string, details: SessionErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.reason = details.reason;
    this.field = details.field;
    this.retryAfter = details.retryAfter;
  }
}
