import { GraphQLError } from 'graphql';
import type { DenialCode } from '../policy/requirement.js';

/**
 * Every `extensions.code` of the engine's errors.
 *
 * @example
 * ```ts
 * const solvedBySignIn: readonly AuthorizationErrorCode[] = ['UNAUTHENTICATED', 'REAUTHENTICATION_REQUIRED'];
 * ```
 */
export type AuthorizationErrorCode = DenialCode | 'BAD_USER_INPUT' | 'QUERY_TOO_COMPLEX';

/**
 * An error whose code and message are meant for the client: a denial, or input that the engine rejects.
 *
 * It is a GraphQLError, so that servers that mask unexpected errors return it unchanged.
 *
 * @example
 * ```ts
 * for (const { originalError } of result.errors ?? []) {
 *   if (originalError instanceof AuthorizationError) console.log(originalError.code);
 * }
 * ```
 */
export class AuthorizationError extends GraphQLError {
  override readonly name = 'AuthorizationError';
  readonly code: AuthorizationErrorCode;

  constructor(
    code: AuthorizationErrorCode,
    message: string,
    details: { readonly reason?: 'TOKEN_MISSING' | 'MFA_REQUIRED' } = {},
  ) {
    super(message, { extensions: { code, ...details } });
    this.code = code;
  }
}
