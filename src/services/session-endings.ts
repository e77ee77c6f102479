import type { Clock } from '../identity/clock.js';
import { parseRefreshToken, verifierOf } from '../identity/refresh-token.js';
import type { ApiKeyModel, Session, SessionModel } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import type { RevocationFollower } from './revocation-follower.js';

/**
 * The sessions that a logout ends: this one, the user's others, or all.
 *
 * @example
 * ```ts
 * const scope: LogoutScope = everywhere ? 'ALL' : 'THIS';
 * ```
 */
export type LogoutScope = 'THIS' | 'OTHERS' | 'ALL';

/**
 * Ends sessions, each with two writes: the session first, so that no refresh can slip in between, then the revocation of
 * its tokens. Repeating a call that failed half-way completes it.
 */
export interface SessionEndings {
  /** @returns whether the session was active */
  end(sessionId: string): Promise<boolean>;
  /** Ends the session of a current refresh token without a lookup. @returns null if the token needs to be looked up */
  endByToken(refreshToken: string): Promise<{ session: Session; wasActive: boolean } | null>;
  /** Writes in reverse order: until both writes are done, presenting the reused token again repeats them. */
  endReused(session: Session, origin: RequestOrigin): Promise<void>;
  /** Ends the user's oldest sessions beyond the limit. */
  endExcessOf(userId: string): Promise<void>;
  /** Ends the user's sessions except `exceptId`. @returns the number that were active */
  endAllOf(userId: string, exceptId?: string): Promise<number>;
  /** @returns the number of sessions that were active */
  endInScope(session: Pick<Session, 'id' | 'userId'>, scope: LogoutScope): Promise<number>;
  /** Revokes the tokens of a session that has already ended, in case the call that ended it failed half-way. */
  finish(sessionId: string): Promise<void>;
  /** Makes all access tokens of earlier versions of the user stale, and those of the user's API keys. */
  makeTokensStale(user: { readonly id: string; readonly version: number }): Promise<void>;
}

export interface SessionEndingsOptions {
  readonly sessions: SessionModel;
  readonly apiKeys: Pick<ApiKeyModel, 'findIdsOf'>;
  readonly revocations: Pick<RevocationFollower, 'add'>;
  readonly clock: Clock;
  readonly events: SecurityEvents;
  /** The maximum number of sessions per user. Another sign-in ends the oldest. */
  readonly sessionsPerUser: number;
}

export function createSessionEndings(options: SessionEndingsOptions): SessionEndings {
  const { sessions, apiKeys, revocations, clock, events, sessionsPerUser } = options;

  const hasNotExpired = ({ idleExpiresAt }: Session) => idleExpiresAt > clock();

  function revokeTokensOf(...sessionIds: readonly string[]): Promise<void> {
    return revocations.add(sessionIds.map((sessionId) => ({ kind: 'session', sessionId })));
  }

  async function end(sessionId: string): Promise<boolean> {
    const session = await sessions.revoke(sessionId);
    await revokeTokensOf(sessionId);
    return session !== null && hasNotExpired(session);
  }

  async function endAllOf(userId: string, exceptId?: string): Promise<number> {
    const ended = await sessions.revokeAllOf(userId, clock(), exceptId);
    await revokeTokensOf(...(await sessions.findUnfinished(userId)));
    return ended;
  }

  return {
    end,
    endByToken: async (refreshToken) => {
      const token = parseRefreshToken(refreshToken);
      const session = token && (await sessions.revokeByToken(token.sessionId, verifierOf(token)));
      if (!session) return null;
      await revokeTokensOf(session.id);
      return { session, wasActive: hasNotExpired(session) };
    },
    endReused: async ({ id, userId }, origin) => {
      await revokeTokensOf(id);
      await sessions.revoke(id);
      await events.record({
        type: 'refresh_reuse',
        outcome: 'session_revoked',
        origin,
        userId,
        sessionId: id,
      });
    },
    endExcessOf: async (userId) => {
      for (const id of await sessions.findExcess(userId, clock(), sessionsPerUser)) await end(id);
    },
    endAllOf,
    finish: (sessionId) => revokeTokensOf(sessionId),
    endInScope: async ({ id, userId }, scope) => {
      // The session itself ends last, so that a call that failed half-way can be repeated with the same token.
      const others = scope === 'THIS' ? 0 : await endAllOf(userId, id);
      if (scope === 'OTHERS') return others;
      return (await end(id)) ? others + 1 : others;
    },
    makeTokensStale: async ({ id, version }) => {
      const subjects = [id, ...(await apiKeys.findIdsOf(id))];
      await revocations.add(subjects.map((userId) => ({ kind: 'user', userId, minVersion: version })));
    },
  };
}
