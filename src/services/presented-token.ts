import type { Clock } from '../identity/clock.js';
import { isAuthentic, parseRefreshToken } from '../identity/refresh-token.js';
import type { Session, SessionModel, User } from '../models/index.js';

/** A refresh token that a client presented, in its current state. */
export type PresentedToken =
  | { readonly state: 'unknown'; readonly why: string }
  /** Its session was ended, for example by a logout. */
  | { readonly state: 'revoked'; readonly session: Session }
  /** Authentic, but its session has expired by this instance's clock. */
  | { readonly state: 'expired'; readonly session: Session }
  /** The current generation, or the previous one within the grace period. */
  | {
      readonly state: 'current' | 'superseded';
      readonly session: Session;
      readonly user: User;
      readonly generation: number;
    }
  /** An earlier generation: a copy of the token is in use. */
  | { readonly state: 'reused'; readonly session: Session };

/** Why a token is unknown whose signature does not match its active session. */
export const forgedOrOutdated = 'forged, or issued before the session was renewed';

export interface TokenReaderOptions {
  readonly sessions: Pick<SessionModel, 'findWithUser'>;
  /** The current one and others that are accepted. */
  readonly refreshSecrets: readonly Buffer[];
  readonly clock: Clock;
  readonly graceSeconds: number;
}

/** Looks up a presented refresh token. */
export type TokenReader = (refreshToken: string) => Promise<PresentedToken>;

/** Creates a function that looks up a refresh token in one command, or without one if the token is malformed. */
export function createTokenReader(options: TokenReaderOptions): TokenReader {
  const { sessions, refreshSecrets, clock, graceSeconds } = options;
  return async (refreshToken) => {
    const parsed = parseRefreshToken(refreshToken);
    if (!parsed) return { state: 'unknown', why: 'malformed' };
    const found = await sessions.findWithUser(parsed.sessionId);
    if (!found) return { state: 'unknown', why: 'unknown session' };
    const { session, user } = found;
    const isRevoked = session.revokedAt !== null;
    if (!refreshSecrets.some((secret) => isAuthentic(parsed, secret, session.salt)))
      return { state: 'unknown', why: isRevoked ? 'forged' : forgedOrOutdated };
    if (isRevoked) return { state: 'revoked', session };
    const ended = whyEnded(session, user);
    if (ended !== null || user === null) return { state: 'unknown', why: ended ?? 'unknown user' };
    const behind = session.generation - parsed.generation;
    if (behind < 0) return { state: 'unknown', why: 'unknown generation' };
    if (hasExpired(session, clock()))
      return behind <= 1 ? { state: 'expired', session } : { state: 'unknown', why: 'expired' };
    if (behind === 0) return { state: 'current', session, user, generation: parsed.generation };
    const sinceRotation = clock().getTime() - session.rotatedAt.getTime();
    if (behind === 1 && sinceRotation <= graceSeconds * 1000)
      return { state: 'superseded', session, user, generation: parsed.generation };
    return { state: 'reused', session };
  };
}

function hasExpired({ idleExpiresAt, absoluteExpiresAt }: Session, now: Date): boolean {
  return idleExpiresAt <= now || absoluteExpiresAt <= now;
}

/** Returns why a session that is not revoked has ended nevertheless, or null. */
function whyEnded(session: Session, user: User | null): string | null {
  if (user === null || user.disabled) return 'unknown or disabled user';
  return session.epoch < user.sessionEpoch ? 'all sessions of the user ended' : null;
}
