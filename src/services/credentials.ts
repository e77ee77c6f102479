import type { User } from '../models/index.js';

/** What a user gets for signing in, refreshing or changing the password. */
export interface Credentials {
  readonly accessToken: string;
  readonly accessTokenTtlSeconds: number;
  /** Null once it has been put where only the browser can read it. */
  readonly refreshToken: string | null;
  readonly refreshTokenExpiresAt: Date;
  readonly user: User;
}

/** Credentials as a service makes them, with the refresh token at hand. */
export type FreshCredentials = Credentials & { readonly refreshToken: string };
