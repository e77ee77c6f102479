import type { UnauthenticatedReason } from '../errors/index.js';

/** Who makes a request. A viewer with a bad credential is `rejected`, never `anonymous`. */
export type Viewer = AnonymousViewer | UserViewer | RejectedViewer;

/** The viewer of a request without a credential. */
export interface AnonymousViewer {
  readonly kind: 'anonymous';
}

/** The viewer of a request with a valid access token. */
export interface UserViewer {
  readonly kind: 'user';
  readonly id: string;
  readonly sessionId: string;
  readonly tokenId: string;
  readonly roles: readonly string[];
  /** When the credentials were presented, in seconds since the epoch. */
  readonly authTime: number;
  /** When the access token expires, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** The viewer of a request with an invalid credential. */
export interface RejectedViewer {
  readonly kind: 'rejected';
  readonly reason: UnauthenticatedReason;
}

/** The anonymous viewer. */
export const anonymous: AnonymousViewer = { kind: 'anonymous' };
