import { randomBytes } from 'node:crypto';
import { AppError } from '../errors/index.js';
import type { AccessTokens } from '../identity/access-token.js';
import type { Clock } from '../identity/clock.js';
import type { GrantedClaims } from '../identity/granted-claims.js';
import { formatRefreshToken, verifierFor } from '../identity/refresh-token.js';
import type { Session, SessionModel, User } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import type { FreshCredentials } from './credentials.js';
import { forgedOrOutdated, type TokenReader } from './presented-token.js';
import type { SessionEndings } from './session-endings.js';

/** Mints the tokens of sessions. Internal to the services: modules never receive it. */
export interface SessionTokens {
  /**
   * Starts a session for a user who has just presented credentials.
   *
   * @param amr which ones (RFC 8176)
   */
  start(user: User, origin: RequestOrigin, amr: readonly string[]): Promise<FreshCredentials>;
  /** @throws AppError INVALID_REFRESH_TOKEN if the token is unknown, expired, revoked or reused */
  refresh(refreshToken: string, origin: RequestOrigin): Promise<FreshCredentials>;
  /**
   * Records that credentials were presented again in this session and moves it to the user's new epoch. Earlier refresh
   * tokens become invalid immediately, because users change their password when they suspect that a token was stolen.
   *
   * @returns null if the session has ended in the meantime
   */
  renew(sessionId: string, epoch: number): Promise<RenewedSession | null>;
  /** Returns fresh tokens for the session in its current state. */
  credentialsFor(session: Session, user: User): Promise<FreshCredentials>;
}

/** A session after credentials were presented again. */
export interface RenewedSession {
  readonly session: Session;
  /** Reverts the renewal when the change that required it fails. */
  undo(): Promise<void>;
}

export interface SessionTokensOptions {
  readonly sessions: SessionModel;
  readonly accessTokens: AccessTokens;
  readonly claimsOf: (user: User) => Promise<GrantedClaims>;
  readonly refreshSecret: Buffer;
  readonly clock: Clock;
  readonly idleTtlSeconds: number;
  readonly absoluteTtlSeconds: number;
  readonly events: SecurityEvents;
  readonly readToken: TokenReader;
  readonly endings: Pick<SessionEndings, 'endReused'>;
}

const saltBytes = 16;
const overtaken = 'ended or renewed during the refresh';

export function createSessionTokens(options: SessionTokensOptions): SessionTokens {
  const { sessions, accessTokens, refreshSecret, clock, events, readToken, endings } = options;

  function sign(session: Session, user: User, granted: GrantedClaims): FreshCredentials {
    const { token, lifetimeSeconds } = accessTokens.sign({
      userId: user.id,
      sessionId: session.id,
      roles: user.roles,
      version: user.version,
      authTime: session.authTime,
      amr: session.amr,
      // Never later than `absoluteExpiresAt`.
      sessionEndsAt: session.idleExpiresAt,
      granted,
    });
    return {
      accessToken: token,
      accessTokenTtlSeconds: lifetimeSeconds,
      refreshToken: formatRefreshToken(
        { sessionId: session.id, generation: session.generation },
        refreshSecret,
        session.salt,
      ),
      refreshTokenExpiresAt: session.idleExpiresAt,
      user,
    };
  }

  return {
    credentialsFor: async (session, user) => sign(session, user, await options.claimsOf(user)),

    start: async (user, origin, amr) => {
      const granted = await options.claimsOf(user);
      const now = clock();
      const absoluteExpiresAt = new Date(now.getTime() + options.absoluteTtlSeconds * 1000);
      const id = sessions.newId();
      const salt = randomBytes(saltBytes);
      const session = await sessions.insert({
        id,
        userId: user.id,
        salt,
        verifier: verifierFor({ sessionId: id, generation: 0 }, refreshSecret, salt),
        epoch: user.sessionEpoch,
        authTime: now,
        amr,
        createdAt: now,
        idleExpiresAt: new Date(now.getTime() + options.idleTtlSeconds * 1000),
        absoluteExpiresAt,
        ipAddress: origin.ipAddress,
        userAgent: origin.userAgent,
      });
      return sign(session, user, granted);
    },

    refresh: async (refreshToken, origin) => {
      const presented = await readToken(refreshToken);
      if (presented.state === 'unknown') throw refused(presented.why, origin);
      if (presented.state === 'revoked' || presented.state === 'expired')
        throw refused(presented.state, origin);
      if (presented.state === 'reused') {
        await endings.endReused(presented.session, origin);
        throw invalidRefreshToken('reused');
      }
      const { session, user, generation } = presented;
      // Before the token is used up, in case a module fails.
      const granted = await options.claimsOf(user);
      if (presented.state === 'superseded') {
        events.note({ type: 'refresh', outcome: 'grace', origin, userId: user.id, sessionId: session.id });
        return sign(session, user, granted);
      }
      const rotated = await sessions.rotate({
        sessionId: session.id,
        salt: session.salt,
        generation,
        verifier: verifierFor(
          { sessionId: session.id, generation: generation + 1 },
          refreshSecret,
          session.salt,
        ),
        now: clock(),
        idleTtlSeconds: options.idleTtlSeconds,
        ipAddress: origin.ipAddress,
        userAgent: origin.userAgent,
      });
      if (!rotated) throw refused(overtaken, origin);
      events.note({ type: 'refresh', outcome: 'success', origin, userId: user.id, sessionId: session.id });
      return sign(rotated, user, granted);
    },

    renew: async (sessionId, epoch) => {
      const renewed = await sessions.renew(sessionId, { now: clock(), epoch, salt: randomBytes(saltBytes) });
      if (!renewed) return null;
      const { before, after } = renewed;
      return { session: after, undo: () => sessions.undoRenewal(before, after) };
    },
  };

  function refused(why: string, origin: RequestOrigin): AppError {
    events.note({ type: 'refresh', outcome: 'refused', origin, details: { why } });
    return invalidRefreshToken(why);
  }
}

/**
 * Whether an error rejects a refresh token permanently. If a concurrent request has just superseded the token, the
 * browser's session may already have a newer one.
 */
export function isPermanentRejection(error: unknown): boolean {
  if (!(error instanceof AppError) || error.code !== 'INVALID_REFRESH_TOKEN') return false;
  return error.cause !== overtaken && error.cause !== forgedOrOutdated;
}

function invalidRefreshToken(why: string): AppError {
  return new AppError('INVALID_REFRESH_TOKEN', 'The refresh token is no longer valid. Sign in again.', {
    cause: why,
  });
}
