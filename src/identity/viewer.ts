import type { UnauthenticatedReason } from '../errors/index.js';

/** Who makes a request. A viewer with a bad credential is `rejected`, never `anonymous`. */
export type Viewer = AnonymousViewer | UserViewer | RejectedViewer;

export interface AnonymousViewer {
  readonly kind: 'anonymous';
}

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

export interface RejectedViewer {
  readonly kind: 'rejected';
  readonly reason: UnauthenticatedReason;
}

export const anonymous: AnonymousViewer = { kind: 'anonymous' };
