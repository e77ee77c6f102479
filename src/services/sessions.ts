import DataLoader from 'dataloader';
import { AppError } from '../errors/index.js';
import type { Clock } from '../identity/clock.js';
import { requireOwnToken } from '../identity/require-user.js';
import { timeOfTokenId } from '../identity/token-id.js';
import type { UserViewer, Viewer } from '../identity/viewer.js';
import type { Session, SessionModel, User, UserModel } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import type { Actor } from './actor.js';
import type { AddressAttempts } from './address-attempts.js';
import { foundUser } from './found-user.js';
import type { Hooks } from './hooks.js';
import { requireObjectId } from './object-id.js';
import type { TokenReader } from './presented-token.js';
import type { RevocationFollower } from './revocation-follower.js';
import type { LogoutScope, SessionEndings } from './session-endings.js';

/**
 * Which sessions a logout ends, and the credential that identifies them.
 *
 * @example
 * ```ts
 * const request: LogoutRequest = { viewer, refreshToken: null, scope: 'ALL' };
 * const endedSessions = await services.sessions.logout(request, origin);
 * ```
 */
export interface LogoutRequest {
  readonly viewer: Viewer;
  /** From the input or the cookie. Takes precedence over the viewer's access token. */
  readonly refreshToken: string | null;
  readonly scope: LogoutScope;
}

/**
 * What resolvers and modules may do with sessions.
 *
 * @example
 * ```ts
 * for (const { id } of await services.sessions.listOf(user)) await services.sessions.revoke(viewer, id, origin);
 * ```
 */
export interface SessionService {
  /**
   * @returns the number of sessions ended: 0 if the token is unknown or its session had already ended (RFC 7009 §2.2)
   * @throws AppError UNAUTHENTICATED without a refresh token or an access token that identifies a session, FORBIDDEN with
   * the access token of a service
   */
  logout(request: LogoutRequest, origin: RequestOrigin): Promise<number>;
  /** Returns the user's active sessions, newest first. */
  listOf(user: Pick<User, 'id' | 'sessionEpoch'>): Promise<Session[]>;
  /**
   * Creates a loader for one request. It returns a user's active sessions, newest first, and batches concurrent calls into
   * one command per 100 users.
   */
  createLoader(): (user: Pick<User, 'id' | 'sessionEpoch'>) => Promise<Session[]>;
  /** @throws AppError NOT_FOUND if the session does not exist or the viewer may not end it */
  revoke(viewer: UserViewer, sessionId: string, origin: RequestOrigin): Promise<Session>;
  /**
   * Revokes one access token; its session continues. For gateways and modules that see a token where it should not be.
   *
   * @param tokenId the token's `jti`
   * @param actor who revokes it, for the audit trail
   * @throws AppError BAD_USER_INPUT if it is not the ID of a token
   */
  revokeToken(tokenId: string, origin: RequestOrigin, actor?: Actor): Promise<void>;
  /**
   * Makes a user's access tokens stale, so that clients refresh them and get the current claims of modules. Call it after a
   * change of what `claims` returns for the user. Every instance notices within a second.
   *
   * @throws AppError NOT_FOUND, or BAD_USER_INPUT if the ID is malformed
   */
  refreshClaims(userId: string): Promise<void>;
}

export interface SessionServiceOptions {
  readonly sessions: Pick<SessionModel, 'findActive' | 'findActiveOf' | 'findById'>;
  readonly users: Pick<UserModel, 'change'>;
  readonly clock: Clock;
  readonly events: SecurityEvents;
  readonly hooks: Pick<Hooks, 'afterLogout'>;
  readonly readToken: TokenReader;
  readonly endings: SessionEndings;
  readonly revocations: Pick<RevocationFollower, 'add'>;
  /** Limits logouts that repeat an earlier one. */
  readonly repeats: AddressAttempts;
  /** Whether a viewer with these roles may end other users' sessions. */
  readonly mayEndAnySession: (roles: readonly string[]) => boolean;
}

export function createSessionService(options: SessionServiceOptions): SessionService {
  const { sessions, users, clock, events, readToken, endings, revocations, repeats } = options;

  /** @returns the session and the number of sessions ended; null if the session is unknown or had already ended */
  async function endRequested(
    { viewer, refreshToken, scope }: LogoutRequest,
    origin: RequestOrigin,
  ): Promise<{ session: Pick<Session, 'id' | 'userId'>; ended: number } | null> {
    if (refreshToken === null) {
      const session = sessionOf(viewer);
      return session && { session, ended: await endings.endInScope(session, scope) };
    }
    const current = scope === 'THIS' ? await endings.endByToken(refreshToken) : null;
    if (current) return { session: current.session, ended: current.wasActive ? 1 : 0 };
    const presented = await readToken(refreshToken);
    switch (presented.state) {
      case 'unknown':
        return null;
      case 'revoked':
        await repeats.reserve(origin.ipAddress);
        await endings.finish(presented.session.id);
        return null;
      case 'reused':
        await endings.endReused(presented.session, origin);
        return { session: presented.session, ended: 1 };
      default:
        return {
          session: presented.session,
          ended: await endings.endInScope(presented.session, scope),
        };
    }
  }

  return {
    logout: async (request, origin) => {
      const done = await endRequested(request, origin);
      if (!done) return 0;
      const { session, ended } = done;
      await events.record({
        type: 'logout',
        outcome: 'success',
        origin,
        userId: session.userId,
        sessionId: session.id,
        details: { scope: request.scope, revokedSessions: ended },
      });
      const { scope } = request;
      const logout = { userId: session.userId, sessionId: session.id, scope, endedSessions: ended };
      options.hooks.afterLogout(logout, origin);
      return ended;
    },

    listOf: (user) => sessions.findActive(user, clock()),

    createLoader: () => {
      // Without a cache, because a later mutation of the request may end sessions.
      const loader = new DataLoader<Pick<User, 'id' | 'sessionEpoch'>, Session[]>(
        async (users) => {
          const found = new Map<string, Session[]>(users.map(({ id }) => [id, []]));
          for (const session of await sessions.findActiveOf(users, clock()))
            found.get(session.userId)?.push(session);
          return users.map(({ id }) => found.get(id) ?? []);
        },
        { cache: false, maxBatchSize: 100 },
      );
      return (user) => loader.load(user);
    },

    revoke: async (viewer, sessionId, origin) => {
      const id = requireObjectId(sessionId, 'id');
      const session = await sessions.findById(id);
      const mayEnd = session && (session.userId === viewer.id || options.mayEndAnySession(viewer.roles));
      if (!mayEnd) throw new AppError('NOT_FOUND', 'Session not found.', { field: 'id' });
      await endings.end(id);
      await events.record({
        type: 'session_revoked',
        outcome: 'success',
        origin,
        userId: viewer.id,
        sessionId: id,
        ...(session.userId === viewer.id ? {} : { targetUserId: session.userId }),
      });
      return session;
    },

    revokeToken: async (tokenId, origin, actor = null) => {
      if (timeOfTokenId(tokenId) === null)
        throw new AppError('BAD_USER_INPUT', 'tokenId must be the jti of an access token.', {
          field: 'tokenId',
        });
      await revocations.add([{ kind: 'token', tokenId }]);
      const users = actor ? { userId: actor.id } : {};
      await events.record({
        type: 'token_revoked',
        outcome: 'success',
        origin,
        ...users,
        details: { tokenId },
      });
    },

    refreshClaims: async (userId) => {
      const user = foundUser(await users.change(requireObjectId(userId, 'userId'), {}));
      await endings.makeTokensStale(user);
    },
  };
}

/** Returns the session that a viewer without a refresh token signs out of, or null if it has already ended. */
function sessionOf(viewer: Viewer): Pick<Session, 'id' | 'userId'> | null {
  if (viewer.kind === 'user' && viewer.isService)
    throw new AppError('FORBIDDEN', 'A service has no session to end. Revoke its API key with revokeApiKey.');
  if (viewer.kind === 'user') {
    const { sessionId, id: userId } = requireOwnToken(viewer);
    return { id: sessionId, userId };
  }
  const reason = viewer.kind === 'rejected' ? viewer.reason : 'TOKEN_MISSING';
  if (reason === 'TOKEN_REVOKED') return null;
  const message = 'No session to end. Send its refresh token or a valid access token.';
  throw new AppError('UNAUTHENTICATED', message, { reason });
}
