import { clocks } from './clocks.js';
import type { SessionViewer } from './session-viewer.js';

/** An access token, as one tab passes it to the others. */
export interface AccessToken {
  readonly accessToken: string;
  /** Seconds from `requestedAt` until it expires. */
  readonly expiresIn: number;
  /** When it was requested, by the clock of this machine. */
  readonly requestedAt: number;
  readonly viewer: SessionViewer;
}

/** An access token whose age this tab measures. */
export interface HeldToken extends AccessToken {
  /** By the monotonic clock, when this tab got it. */
  readonly heldSince: number;
}

export function hold(token: AccessToken): HeldToken {
  return { ...token, heldSince: clocks.monotonic() };
}

/** The part of its lifetime after which a token is refreshed ahead of its expiry. */
const refreshAt = 0.8;

/** Whether the token can be used for a while without a refresh. */
export function isFresh(token: HeldToken): boolean {
  return ageInSeconds(token) < token.expiresIn * refreshAt;
}

/** Whether the token has not expired. */
export function isLive(token: HeldToken): boolean {
  return ageInSeconds(token) < token.expiresIn;
}

/**
 * The age of a token. One clock may stop, the other can be set back: the larger difference is right or too large, which only
 * leads to an early refresh. The server's clock is never compared with this machine's.
 */
function ageInSeconds({ requestedAt, heldSince }: HeldToken): number {
  return Math.max(clocks.day() - requestedAt, clocks.monotonic() - heldSince) / 1000;
}
