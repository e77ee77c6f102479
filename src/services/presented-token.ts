import type { Clock } from '../identity/clock.js';
import { isAuthentic, parseRefreshToken } from '../identity/refresh-token.js';
import type { Session, SessionModel, User } from '../models/index.js';

/** What a refresh token that somebody presented stands for right now. */
export type PresentedToken =
  | { readonly state: 'unknown'; readonly why: string }
  /** Its session was ended, by a logout for one. */
  | { readonly state: 'revoked'; readonly session: Session }
  /** Authentic, but its session expired by this instance's clock. */
  | { readonly state: 'expired'; readonly session: Session }
  /** The current generation, or the one before it within the grace period. */
  | {
      readonly state: 'current' | 'superseded';
      readonly session: Session;
      readonly user: User;
      readonly generation: number;
    }
  /** A generation that was given up: somebody kept a copy. */
  | { readonly state: 'reused'; readonly session: Session };

/** Forged, or from before its session was renewed. */
export const notOfItsSession = 'not of this session, or of before it was renewed';

export interface TokenReaderOptions {
  readonly sessions: Pick<SessionModel, 'findWithUser'>;
  readonly refreshSecret: Buffer;
  readonly clock: Clock;
  readonly graceSeconds: number;
}

/** Looks up a presented refresh token. */
export type TokenReader = (refreshToken: string) => Promise<PresentedToken>;

/** A function that looks a refresh token up, in one command; none for what cannot be a token. */
export function createTokenReader(options: TokenReaderOptions): TokenReader {
  const { sessions, refreshSecret, clock, graceSeconds } = options;
  return async (refreshToken) => {
    const parsed = parseRefreshToken(refreshToken);
    if (!parsed) return { state: 'unknown', why: 'malformed' };
    const found = await sessions.findWithUser(parsed.sessionId);
    if (!found) return { state: 'unknown', why: 'no such session' };
    const { session, user } = found;
    const isAlive = session.revokedAt === null;
    if (!isAuthentic(parsed, refreshSecret, session.salt))
      return { state: 'unknown', why: isAlive ? notOfItsSession : 'forged' };
    if (!isAlive) return { state: 'revoked', session };
    const ended = whyEnded(session, user);
    if (ended !== null || user === null) return { state: 'unknown', why: ended ?? 'no such user' };
    const behind = session.generation - parsed.generation;
    if (behind < 0) return { state: 'unknown', why: 'from the future' };
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

/** Why a session that nobody revoked belongs to nobody any more, or null. */
function whyEnded(session: Session, user: User | null): string | null {
  if (user === null || user.disabled) return 'no such user, or disabled';
  return session.epoch < user.sessionEpoch ? 'ended with all sessions of the user' : null;
}
