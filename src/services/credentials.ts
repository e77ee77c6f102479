import type { User } from '../models/index.js';

/**
 * The credentials that a user gets by signing in, refreshing or changing the password.
 *
 * @example
 * ```ts
 * const authorization = ({ accessToken }: Credentials) => `Bearer ${accessToken}`;
 * ```
 */
export interface Credentials {
  readonly accessToken: string;
  readonly accessTokenTtlSeconds: number;
  /** Null if it is in the cookie instead. */
  readonly refreshToken: string | null;
  readonly refreshTokenExpiresAt: Date;
  readonly user: User;
}

/**
 * Credentials as the services return them, always with the refresh token.
 *
 * @example
 * ```ts
 * const credentials: FreshCredentials = await services.accounts.login('alice@example.com', password, origin);
 * ```
 */
export type FreshCredentials = Credentials & { readonly refreshToken: string };
