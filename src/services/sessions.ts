import { randomBytes } from 'node:crypto';
import { AppError } from '../errors/index.js';
import type { AccessTokens } from '../identity/access-token.js';
import type { Clock } from '../identity/clock.js';
import { formatRefreshToken, verifierFor } from '../identity/refresh-token.js';
import type { UserViewer, Viewer } from '../identity/viewer.js';
import type { Session, SessionModel, User } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import type { AddressAttempts } from './address-attempts.js';
import type { FreshCredentials } from './credentials.js';
import { requireObjectId } from './object-id.js';
import { createTokenReader, notOfItsSession } from './presented-token.js';
import type { RevocationFollower } from './revocation-follower.js';
import { createSessionEndings, type LogoutScope } from './session-endings.js';

export interface LogoutRequest {
  readonly viewer: Viewer;
  /** From the input or the cookie; it counts more than the viewer's access token. */
  readonly refreshToken: string | null;
  readonly scope: LogoutScope;
}

export interface SessionService {
  /** Begins a session for a user who has just presented credentials. */
  start(user: User, origin: RequestOrigin): Promise<FreshCredentials>;
  /** @throws AppError INVALID_REFRESH_TOKEN when the token is unknown, expired, revoked or reused */
  refresh(refreshToken: string, origin: RequestOrigin): Promise<FreshCredentials>;
  /**
   * @returns how many sessions it ended: 0 for a token that is unknown or whose session had ended (RFC 7009 §2.2)
   * @throws AppError UNAUTHENTICATED when there is no token at all, or only an access token that tells no session
   */
  logout(request: LogoutRequest, origin: RequestOrigin): Promise<number>;
  /** The user's sessions that are alive, newest first. */
  listOf(user: Pick<User, 'id' | 'sessionEpoch'>): Promise<Session[]>;
  /** Ends the user's oldest sessions beyond the limit. */
  endExcessOf(userId: string): Promise<void>;
  /** @throws AppError NOT_FOUND when there is no such session, or it is not the viewer's to end */
  revoke(viewer: UserViewer, sessionId: string, origin: RequestOrigin): Promise<Session>;
  /** Ends the user's sessions, all or all but one, and their tokens. @returns how many it found alive */
  revokeAllOf(userId: string, exceptId?: string): Promise<number>;
  /** Makes every access token of the user stale that was made before this version of the user. */
  makeTokensStale(user: { readonly id: string; readonly version: number }): Promise<void>;
  /**
   * Notes that the credentials were presented anew in this session and that it belongs to the user's new epoch. Its
   * earlier refresh tokens are over at once: who fears that somebody has them changes the password.
   *
   * @returns null when the session has ended meanwhile
   */
  renew(sessionId: string, epoch: number): Promise<RenewedSession | null>;
  /** Fresh tokens for the session as it is. */
  credentialsFor(session: Session, user: User): FreshCredentials;
}

export interface RenewedSession {
  readonly session: Session;
  /** Takes the renewal back, for when what it was for has failed. */
  undo(): Promise<void>;
}

export interface SessionServiceOptions {
  readonly sessions: SessionModel;
  readonly revocations: Pick<RevocationFollower, 'add'>;
  readonly accessTokens: AccessTokens;
  readonly refreshSecret: Buffer;
  readonly clock: Clock;
  readonly idleTtlSeconds: number;
  readonly absoluteTtlSeconds: number;
  readonly graceSeconds: number;
  /** How many sessions a user can have; with one more, the oldest ends. */
  readonly sessionsPerUser: number;
  readonly events: SecurityEvents;
  /** Limits the logouts that repeat an earlier one. */
  readonly repeats: AddressAttempts;
  /** Whether someone with these roles may end other people's sessions. */
  readonly mayEndAnySession: (roles: readonly string[]) => boolean;
}

const saltBytes = 16;
const overtaken = 'ended or renewed while it was being refreshed';

export function createSessionService(options: SessionServiceOptions): SessionService {
  const { sessions, accessTokens, refreshSecret, clock, events, repeats } = options;
  const lookUp = createTokenReader(options);
  const endings = createSessionEndings(options);

  function credentialsFor(session: Session, user: User): FreshCredentials {
    const { token, lifetimeSeconds } = accessTokens.sign({
      userId: user.id,
      sessionId: session.id,
      roles: user.roles,
      version: user.version,
      authTime: session.authTime,
      // Never later than `absoluteExpiresAt`.
      sessionEndsAt: session.idleExpiresAt,
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

  async function endReused(session: Session, origin: RequestOrigin): Promise<void> {
    await endings.endReused(session.id);
    events.record({
      type: 'refresh_reuse',
      outcome: 'session_revoked',
      origin,
      userId: session.userId,
      sessionId: session.id,
    });
  }

  /** Ends what a logout is about. @returns the session and how many ended; null when it is known to be over */
  async function endAsAsked(
    { viewer, refreshToken, scope }: LogoutRequest,
    origin: RequestOrigin,
  ): Promise<{ session: Pick<Session, 'id' | 'userId'>; ended: number } | null> {
    if (refreshToken === null) {
      const session = sessionOf(viewer);
      return session && { session, ended: await endings.endInScope(session, scope) };
    }
    const current = scope === 'THIS' ? await endings.endByToken(refreshToken) : null;
    if (current) return { session: current.session, ended: current.wasAlive ? 1 : 0 };
    const presented = await lookUp(refreshToken);
    switch (presented.state) {
      case 'unknown':
        return null;
      case 'revoked':
        await repeats.reserve(origin.ipAddress);
        await endings.finish(presented.session.id);
        return null;
      case 'reused':
        await endReused(presented.session, origin);
        return { session: presented.session, ended: 1 };
      default:
        return {
          session: presented.session,
          ended: await endings.endInScope(presented.session, scope),
        };
    }
  }

  return {
    credentialsFor,
    revokeAllOf: (userId, exceptId) => endings.endAllOf(userId, exceptId),
    makeTokensStale: (user) => endings.makeTokensStale(user),

    start: async (user, origin) => {
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
        createdAt: now,
        idleExpiresAt: new Date(now.getTime() + options.idleTtlSeconds * 1000),
        absoluteExpiresAt,
        ipAddress: origin.ipAddress,
        userAgent: origin.userAgent,
      });
      return credentialsFor(session, user);
    },

    refresh: async (refreshToken, origin) => {
      const presented = await lookUp(refreshToken);
      if (presented.state === 'unknown') throw refused(presented.why, origin);
      if (presented.state === 'revoked' || presented.state === 'expired')
        throw refused(presented.state, origin);
      if (presented.state === 'reused') {
        await endReused(presented.session, origin);
        throw invalidRefreshToken('reused');
      }
      const { session, user, generation } = presented;
      if (presented.state === 'superseded') {
        events.record({ type: 'refresh', outcome: 'grace', origin, userId: user.id, sessionId: session.id });
        return credentialsFor(session, user);
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
      events.record({ type: 'refresh', outcome: 'success', origin, userId: user.id, sessionId: session.id });
      return credentialsFor(rotated, user);
    },

    logout: async (request, origin) => {
      const done = await endAsAsked(request, origin);
      if (!done) return 0;
      const { session, ended } = done;
      events.record({
        type: 'logout',
        outcome: 'success',
        origin,
        userId: session.userId,
        sessionId: session.id,
        details: { scope: request.scope, revokedSessions: ended },
      });
      return ended;
    },

    listOf: (user) => sessions.findAlive(user, clock()),

    endExcessOf: async (userId) => {
      const excess = await sessions.findExcess(userId, clock(), options.sessionsPerUser);
      for (const id of excess) await endings.end(id);
    },

    revoke: async (viewer, sessionId, origin) => {
      const id = requireObjectId(sessionId, 'id');
      const session = await sessions.findById(id);
      const may = session && (session.userId === viewer.id || options.mayEndAnySession(viewer.roles));
      if (!may) throw new AppError('NOT_FOUND', 'There is no such session of yours.', { field: 'id' });
      await endings.end(id);
      events.record({
        type: 'session_revoked',
        outcome: 'success',
        origin,
        userId: viewer.id,
        sessionId: id,
        ...(session.userId === viewer.id ? {} : { targetUserId: session.userId }),
      });
      return session;
    },

    renew: async (sessionId, epoch) => {
      const renewed = await sessions.renew(sessionId, { now: clock(), epoch, salt: randomBytes(saltBytes) });
      if (!renewed) return null;
      const { before, after } = renewed;
      return { session: after, undo: () => sessions.undoRenewal(before, after) };
    },
  };

  function refused(why: string, origin: RequestOrigin): AppError {
    events.record({ type: 'refresh', outcome: 'refused', origin, details: { why } });
    return invalidRefreshToken(why);
  }
}

/** The session that a viewer signs out of without a refresh token, null when it is known to be over. */
function sessionOf(viewer: Viewer): Pick<Session, 'id' | 'userId'> | null {
  if (viewer.kind === 'user') return { id: viewer.sessionId, userId: viewer.id };
  const reason = viewer.kind === 'rejected' ? viewer.reason : 'TOKEN_MISSING';
  if (reason === 'TOKEN_REVOKED') return null;
  const message = 'Say which session to end: send its refresh token or a valid access token.';
  throw new AppError('UNAUTHENTICATED', message, { reason });
}

/**
 * Whether a refused refresh token is over for good. One that another request has just overtaken says nothing about the
 * browser's session, which may have got a newer token meanwhile.
 */
export function isOverForGood(error: unknown): boolean {
  if (!(error instanceof AppError) || error.code !== 'INVALID_REFRESH_TOKEN') return false;
  return error.cause !== overtaken && error.cause !== notOfItsSession;
}

function invalidRefreshToken(why: string): AppError {
  return new AppError('INVALID_REFRESH_TOKEN', 'The refresh token is not valid any more. Sign in again.', {
    cause: why,
  });
}
