import type { UnauthenticatedReason } from '../errors/index.js';

/**
 * Who makes a request. A viewer with a bad credential is `rejected`, never `anonymous`.
 *
 * @example
 * ```ts
 * function idOf(viewer: Viewer): string {
 *   if (viewer.kind !== 'user') throw new AppError('UNAUTHENTICATED', 'Sign in first.');
 *   return viewer.id;
 * }
 * ```
 */
export type Viewer = AnonymousViewer | UserViewer | RejectedViewer;

/**
 * The viewer of a request without a credential.
 *
 * @example
 * ```ts
 * const viewer: AnonymousViewer = { kind: 'anonymous' };
 * ```
 */
export interface AnonymousViewer {
  readonly kind: 'anonymous';
}

/**
 * The viewer of a request with a valid access token: a user, or a service with an API key.
 *
 * @example
 * ```ts
 * const articlesOf = ({ id }: UserViewer) => articles.filter(({ authorId }) => authorId === id);
 * ```
 */
export interface UserViewer {
  readonly kind: 'user';
  /** The user's ID, or the ID of the service's API key. */
  readonly id: string;
  /** Whether this is a service. It has no account, owns nothing and satisfies neither `maxAge` nor `mfa`. */
  readonly isService: boolean;
  readonly sessionId: string;
  readonly tokenId: string;
  readonly roles: readonly string[];
  /** The IDs of the groups to which the user belongs, as modules state them. */
  readonly groups: readonly string[];
  /** What the user was granted, as modules state it. */
  readonly scopes: readonly string[];
  /** When the credentials were presented, in seconds since the epoch; 0 for a service. */
  readonly authTime: number;
  /** Whether the session started with a second factor, for `@auth(mfa: true)`. */
  readonly mfa: boolean;
  /** When the access token expires, in seconds since the epoch. */
  readonly expiresAt: number;
  /** The trusted issuer that signed the access token; null for this server's own tokens. */
  readonly issuer: string | null;
  /** Whether `id` identifies an account of this server. Users of a trusted issuer may have none. */
  readonly hasAccount: boolean;
}

/**
 * The viewer of a request with an invalid credential.
 *
 * @example
 * ```ts
 * const viewer: RejectedViewer = { kind: 'rejected', reason: 'TOKEN_EXPIRED' };
 * ```
 */
export interface RejectedViewer {
  readonly kind: 'rejected';
  readonly reason: UnauthenticatedReason;
  /** What was wrong and what to do, if the reason alone does not say it. */
  readonly message?: string;
}

/** The anonymous viewer. */
export const anonymous: AnonymousViewer = { kind: 'anonymous' };
