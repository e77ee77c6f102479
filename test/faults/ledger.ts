import type { Tokens } from '../support/sessions.js';
import { takeApart } from '../support/tokens.js';

/** A session from its client's point of view. */
export interface KnownSession {
  readonly id: string;
  /** The generation of the newest refresh token that the client received. */
  generation: number;
  /** The newest tokens. */
  tokens: Tokens;
  readonly accessTokens: string[];
  /** `ending`: a logout was requested but not acknowledged, so either state is possible. */
  state: 'alive' | 'ending' | 'ended';
  endedAt: number;
}

/** A user whose registration was acknowledged. */
export interface KnownUser {
  readonly email: string;
  readonly password: string;
}

/** Everything that was acknowledged to any client, and everything that should not have happened. */
export interface Ledger {
  readonly users: KnownUser[];
  readonly sessions: KnownSession[];
  readonly violations: string[];
  /** How often each event happened. */
  readonly counts: Record<string, number>;
  count(what: string): void;
  violation(what: string): void;
}

export function openLedger(): Ledger {
  const counts: Ledger['counts'] = {};
  const violations: string[] = [];
  const startedAt = Date.now();
  return {
    users: [],
    sessions: [],
    violations,
    counts,
    count: (what) => (counts[what] = (counts[what] ?? 0) + 1),
    violation: (what) => violations.push(`after ${Date.now() - startedAt} ms: ${what}`),
  };
}

export function sessionOf(tokens: Tokens): KnownSession {
  const { claims } = takeApart(tokens.accessToken);
  return {
    id: String(claims.sid),
    generation: generationOf(tokens.refreshToken),
    tokens,
    accessTokens: [tokens.accessToken],
    state: 'alive',
    endedAt: 0,
  };
}

/** The generation of a refresh token: four bytes after the session ID's twelve. */
export function generationOf(refreshToken: string): number {
  return Buffer.from(refreshToken, 'base64url').readUInt32BE(12);
}
