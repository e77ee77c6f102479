import type { Clock } from '../identity/clock.js';
import { parseRefreshToken, verifierOf } from '../identity/refresh-token.js';
import type { Session, SessionModel } from '../models/index.js';
import type { RevocationFollower } from './revocation-follower.js';

export type LogoutScope = 'THIS' | 'OTHERS' | 'ALL';

/**
 * The ends of sessions. Each consists of two writes, the session first, so that no refresh can slip in between, then
 * the revocation of its tokens; whoever repeats one that failed half-way completes it.
 */
export interface SessionEndings {
  /** @returns null when there was nothing left to end */
  end(sessionId: string): Promise<Session | null>;
  /** Ends the session of a current refresh token without looking it up; null: look it up. */
  endByToken(refreshToken: string): Promise<Session | null>;
  /** The other way round: until both are done, the token that gave the session away is answered by ending it again. */
  endReused(sessionId: string): Promise<void>;
  /** Ends the user's sessions, all or all but one. @returns how many it found alive */
  endAllOf(userId: string, exceptId?: string): Promise<number>;
  /** @returns how many it found alive */
  endInScope(session: Pick<Session, 'id' | 'userId'>, scope: LogoutScope): Promise<number>;
  /** Revokes the tokens of all sessions ended lately: who ended them may have failed before getting to that. */
  finishEndingsOf(userId: string): Promise<void>;
  /** Makes every access token of the user stale that was made before this version of the user. */
  makeTokensStale(user: { readonly id: string; readonly version: number }): Promise<void>;
}

export interface SessionEndingsOptions {
  readonly sessions: SessionModel;
  readonly revocations: Pick<RevocationFollower, 'add'>;
  readonly clock: Clock;
  readonly accessTokenTtlSeconds: number;
}

/** A revocation outlives the last token concerned by this much, for clocks that differ. */
const revocationMarginSeconds = 60;

export function createSessionEndings(options: SessionEndingsOptions): SessionEndings {
  const { sessions, revocations, clock, accessTokenTtlSeconds } = options;

  const tokensExpireAt = () =>
    new Date(clock().getTime() + (accessTokenTtlSeconds + revocationMarginSeconds) * 1000);

  function revokeTokensOf(sessionIds: readonly string[]): Promise<void> {
    const list = sessionIds.map((sessionId) => ({ kind: 'session', sessionId }) as const);
    return revocations.add(list, tokensExpireAt());
  }

  async function end(sessionId: string): Promise<Session | null> {
    const session = await sessions.revoke(sessionId, clock());
    await revokeTokensOf([sessionId]);
    return session;
  }

  async function finishEndingsOf(userId: string): Promise<void> {
    const since = new Date(clock().getTime() - accessTokenTtlSeconds * 1000);
    await revokeTokensOf(await sessions.findRevokedSince(userId, since));
  }

  async function endAllOf(userId: string, exceptId?: string): Promise<number> {
    const ended = await sessions.revokeAllOf(userId, clock(), exceptId);
    await finishEndingsOf(userId);
    return ended;
  }

  return {
    end,
    endByToken: async (refreshToken) => {
      const token = parseRefreshToken(refreshToken);
      const session = token && (await sessions.revokeByToken(token.sessionId, verifierOf(token), clock()));
      if (session) await revokeTokensOf([session.id]);
      return session;
    },
    endReused: async (sessionId) => {
      await revokeTokensOf([sessionId]);
      await sessions.revoke(sessionId, clock());
    },
    endAllOf,
    finishEndingsOf,
    endInScope: async ({ id, userId }, scope) => {
      // The session itself ends last: who repeats a call that failed finds it alive until the others are over.
      const others = scope === 'THIS' ? 0 : await endAllOf(userId, id);
      if (scope === 'OTHERS') return others;
      return (await end(id)) === null ? others : others + 1;
    },
    makeTokensStale: ({ id, version }) =>
      revocations.add([{ kind: 'user', userId: id, minVersion: version }], tokensExpireAt()),
  };
}
