import { randomBytes } from 'node:crypto';
import { AppError } from '../errors/index.js';
import type { AccessTokens } from '../identity/access-token.js';
import type { Clock } from '../identity/clock.js';
import { formatRefreshToken, isAuthentic, parseRefreshToken } from '../identity/refresh-token.js';
import type { UserViewer, Viewer } from '../identity/viewer.js';
import type { Session, SessionModel, SessionUser, User } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import type { FreshCredentials } from './credentials.js';
import { requireObjectId } from './object-id.js';
import type { RevocationFollower } from './revocation-follower.js';

export type LogoutScope = 'THIS' | 'OTHERS' | 'ALL';

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
  listOf(user: Pick<SessionUser, 'id' | 'sessionEpoch'>): Promise<Session[]>;
  /** Ends the user's oldest sessions beyond the limit. */
  endExcessOf(userId: string): Promise<void>;
  /** @throws AppError NOT_FOUND when there is no such session, or it is not the viewer's to end */
  revoke(viewer: UserViewer, sessionId: string, origin: RequestOrigin): Promise<Session>;
  /** Ends the user's sessions, all or all but one, and their tokens. @returns how many it found alive */
  revokeAllOf(userId: string, exceptId?: string): Promise<number>;
  /** Makes every access token of the user stale that was made before this version of the user. */
  makeTokensStale(user: { readonly id: string; readonly version: number }): Promise<void>;
  /**
   * Notes that the credentials were presented anew in this session and that it belongs to the user's new epoch.
   *
   * @returns null when the session has ended meanwhile
   */
  renew(sessionId: string, epoch: number): Promise<Session | null>;
  /** Fresh tokens for the session as it is. */
  credentialsFor(session: Session, user: SessionUser): FreshCredentials;
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
  /** Whether someone with these roles may end other people's sessions. */
  readonly mayEndAnySession: (roles: readonly string[]) => boolean;
}

/** A revocation outlives the last token concerned by this much, for clocks that differ. */
const revocationMarginSeconds = 60;

type Presented =
  | { readonly state: 'unknown'; readonly why: string }
  /** Its session was ended, by a logout for one. */
  | { readonly state: 'revoked'; readonly session: Session }
  /** The current generation, or the one before it within the grace. */
  | {
      readonly state: 'current' | 'superseded';
      readonly session: Session;
      readonly user: SessionUser;
      readonly generation: number;
    }
  /** A generation that was given up: somebody kept a copy. */
  | { readonly state: 'reused'; readonly session: Session };

export function createSessionService(options: SessionServiceOptions): SessionService {
  const { sessions, revocations, accessTokens, refreshSecret, clock, events } = options;

  function credentialsFor(session: Session, user: SessionUser): FreshCredentials {
    return {
      accessToken: accessTokens.sign({
        userId: user.id,
        sessionId: session.id,
        roles: user.roles,
        version: user.version,
        authTime: session.authTime,
      }),
      accessTokenTtlSeconds: accessTokens.ttlSeconds,
      refreshToken: formatRefreshToken(
        { sessionId: session.id, generation: session.generation },
        refreshSecret,
        session.salt,
      ),
      refreshTokenExpiresAt: session.idleExpiresAt,
      user,
    };
  }

  /** What a refresh token stands for right now; one command. */
  async function lookUp(refreshToken: string): Promise<Presented> {
    const parsed = parseRefreshToken(refreshToken);
    if (!parsed) return { state: 'unknown', why: 'malformed' };
    const found = await sessions.findWithUser(parsed.sessionId);
    if (!found) return { state: 'unknown', why: 'no such session' };
    const { session, user } = found;
    if (!isAuthentic(parsed, refreshSecret, session.salt)) return { state: 'unknown', why: 'forged' };
    if (session.revokedAt !== null) return { state: 'revoked', session };
    const ended = whyEnded(session, user, clock());
    if (ended !== null || user === null) return { state: 'unknown', why: ended ?? 'no such user' };
    const behind = session.generation - parsed.generation;
    if (behind < 0) return { state: 'unknown', why: 'from the future' };
    if (behind === 0) return { state: 'current', session, user, generation: parsed.generation };
    const sinceRotation = clock().getTime() - session.rotatedAt.getTime();
    if (behind === 1 && sinceRotation <= options.graceSeconds * 1000) {
      return { state: 'superseded', session, user, generation: parsed.generation };
    }
    return { state: 'reused', session };
  }

  async function endReused(session: Session, origin: RequestOrigin): Promise<void> {
    await revokeTokensOf([session.id]);
    await sessions.revoke(session.id, clock());
    events.record({
      type: 'refresh_reuse',
      outcome: 'session_revoked',
      origin,
      userId: session.userId,
      sessionId: session.id,
    });
  }

  function revokeTokensOf(sessionIds: readonly string[]): Promise<void> {
    return revocations.add(
      sessionIds.map((sessionId) => ({ kind: 'session', sessionId })),
      tokensExpireAt(),
    );
  }

  function tokensExpireAt(): Date {
    return new Date(clock().getTime() + (accessTokens.ttlSeconds + revocationMarginSeconds) * 1000);
  }

  /** Ends one session and its tokens; the session first, so that no refresh can slip in between. */
  async function end(sessionId: string): Promise<Session | null> {
    const session = await sessions.revoke(sessionId, clock());
    await revokeTokensOf([sessionId]);
    return session;
  }

  async function revokeAllOf(userId: string, exceptId?: string): Promise<number> {
    const ended = await sessions.revokeAllOf(userId, clock(), exceptId);
    await revokeTokensOfEnded(userId);
    return ended;
  }

  /** The session itself ends last: who repeats a call that failed finds it alive until the others are over. */
  async function endInScope(session: { id: string; userId: string }, scope: LogoutScope): Promise<number> {
    const others = scope === 'THIS' ? 0 : await revokeAllOf(session.userId, session.id);
    if (scope === 'OTHERS') return others;
    return (await end(session.id)) === null ? others : others + 1;
  }

  /** Of all sessions ended lately: a call that ended some may have failed before it got to their tokens. */
  async function revokeTokensOfEnded(userId: string): Promise<void> {
    const since = new Date(clock().getTime() - accessTokens.ttlSeconds * 1000);
    await revokeTokensOf(await sessions.findRevokedSince(userId, since));
  }

  /** The session that a logout is about, or null when it is known to be over. */
  async function sessionToEnd(
    { viewer, refreshToken }: LogoutRequest,
    origin: RequestOrigin,
  ): Promise<{ id: string; userId: string } | { endedByReuse: true } | null> {
    if (refreshToken !== null) {
      const presented = await lookUp(refreshToken);
      if (presented.state === 'unknown') return null;
      if (presented.state === 'revoked') {
        await revokeTokensOfEnded(presented.session.userId);
        return null;
      }
      if (presented.state === 'reused') {
        await endReused(presented.session, origin);
        return { endedByReuse: true };
      }
      return presented.session;
    }
    if (viewer.kind === 'user') return { id: viewer.sessionId, userId: viewer.id };
    const reason = viewer.kind === 'rejected' ? viewer.reason : 'TOKEN_MISSING';
    if (reason === 'TOKEN_REVOKED') return null;
    throw new AppError(
      'UNAUTHENTICATED',
      'Say which session to end: send its refresh token or a valid access token.',
      {
        reason,
      },
    );
  }

  return {
    credentialsFor,
    revokeAllOf,

    start: async (user, origin) => {
      const now = clock();
      const absoluteExpiresAt = new Date(now.getTime() + options.absoluteTtlSeconds * 1000);
      const session = await sessions.insert({
        userId: user.id,
        salt: randomBytes(16),
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
      if (presented.state === 'revoked') throw refused('revoked', origin);
      if (presented.state === 'reused') {
        await endReused(presented.session, origin);
        throw invalidRefreshToken('reused');
      }
      const { session, user, generation } = presented;
      if (presented.state === 'superseded') return credentialsFor(session, user);
      const rotated = await sessions.rotate({
        sessionId: session.id,
        generation,
        now: clock(),
        idleTtlSeconds: options.idleTtlSeconds,
        ipAddress: origin.ipAddress,
        userAgent: origin.userAgent,
      });
      if (!rotated) throw refused('ended while it was being refreshed', origin);
      events.record({ type: 'refresh', outcome: 'success', origin, userId: user.id, sessionId: session.id });
      return credentialsFor(rotated, user);
    },

    logout: async (request, origin) => {
      const session = await sessionToEnd(request, origin);
      if (session === null) return 0;
      if ('endedByReuse' in session) return 1;
      const ended = await endInScope(session, request.scope);
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
      for (const id of excess) await end(id);
    },

    revoke: async (viewer, sessionId, origin) => {
      const id = requireObjectId(sessionId, 'id');
      const session = await sessions.findById(id);
      const may = session && (session.userId === viewer.id || options.mayEndAnySession(viewer.roles));
      if (!may) throw new AppError('NOT_FOUND', 'There is no such session of yours.', { field: 'id' });
      await end(id);
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

    makeTokensStale: (user) =>
      revocations.add([{ kind: 'user', userId: user.id, minVersion: user.version }], tokensExpireAt()),

    renew: (sessionId, epoch) => sessions.renew(sessionId, { now: clock(), epoch }),
  };

  function refused(why: string, origin: RequestOrigin): AppError {
    events.record({ type: 'refresh', outcome: 'refused', origin, details: { why } });
    return invalidRefreshToken(why);
  }
}

/** Why a session is over that nobody revoked, or null while it is alive. */
function whyEnded(session: Session, user: SessionUser | null, now: Date): string | null {
  if (session.idleExpiresAt <= now || session.absoluteExpiresAt <= now) return 'expired';
  if (user === null || user.disabled) return 'no such user, or disabled';
  return session.epoch < user.sessionEpoch ? 'ended with all sessions of the user' : null;
}

function invalidRefreshToken(why: string): AppError {
  return new AppError('INVALID_REFRESH_TOKEN', 'The refresh token is not valid any more. Sign in again.', {
    cause: why,
  });
}
