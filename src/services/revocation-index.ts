import type { RevocationStatus, TokenIdentity } from '../identity/authenticate.js';
import type { Clock } from '../identity/clock.js';
import type { NewRevocation, StoredRevocation } from '../models/index.js';

/** A revocation of one token, of one session's tokens, or of a user's tokens below a version. */
export type Revocation =
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'user'; readonly userId: string; readonly minVersion: number };

const tokenKey = (tokenId: string) => `jti:${tokenId}`;
const sessionKey = (sessionId: string) => `sid:${sessionId}`;
const userKey = (userId: string) => `usr:${userId}`;

/** Converts a revocation to the key under which it is stored, and the minimum version that it requires. */
export function keyRevocation(revocation: Revocation): NewRevocation {
  switch (revocation.kind) {
    case 'token':
      return { key: tokenKey(revocation.tokenId), minVersion: null };
    case 'session':
      return { key: sessionKey(revocation.sessionId), minVersion: null };
    case 'user':
      return { key: userKey(revocation.userId), minVersion: revocation.minVersion };
  }
}

/** A revocation as other verifiers read it: the claim that identifies its tokens. */
export type PublishedRevocation = { readonly minVersion?: number; readonly exp: number } & (
  { readonly jti: string } | { readonly sid: string } | { readonly sub: string }
);

/** @param exp when the last token that it revokes has expired, in seconds since the epoch */
export function publishRevocation({ key, minVersion }: NewRevocation, exp: number): PublishedRevocation {
  const id = key.slice(key.indexOf(':') + 1);
  if (key === tokenKey(id)) return { jti: id, exp };
  if (key === sessionKey(id)) return { sid: id, exp };
  return { sub: id, ...(minVersion === null ? {} : { minVersion }), exp };
}

/** The live revocations in memory. */
export interface RevocationIndex {
  readonly size: number;
  /**
   * Adding a revocation again has no effect. Of several for one user, the highest minimum version applies.
   *
   * @returns whether it is new
   */
  add(revocation: StoredRevocation): boolean;
  /** Returns the strictest status by any revocation of the token, or null if there is none. */
  status(token: TokenIdentity): RevocationStatus;
}

interface Bucket {
  readonly revoked: Set<string>;
  readonly minVersions: Map<string, number>;
}

/**
 * Creates an index that groups revocations by time. An expired bucket is dropped as a whole, so nothing needs to be
 * swept, and there are so few buckets that a lookup costs the same however many revocations there are.
 *
 * @param databaseClock the clock that sets `revokedAt`
 * @param lifetimeSeconds how long a revocation is kept; a bucket spans a tenth of it
 */
export function createRevocationIndex(databaseClock: Clock, lifetimeSeconds: number): RevocationIndex {
  const bucketMs = Math.max(1, Math.ceil(lifetimeSeconds / 10)) * 1000;
  const buckets = new Map<number, Bucket>();

  const expiredBefore = () => databaseClock().getTime() - lifetimeSeconds * 1000;

  function dropExpired(): void {
    const oldest = Math.floor(expiredBefore() / bucketMs);
    for (const number of buckets.keys()) if (number < oldest) buckets.delete(number);
  }

  function bucketOf(revokedAt: Date): Bucket {
    const number = Math.floor(revokedAt.getTime() / bucketMs);
    let bucket = buckets.get(number);
    if (!bucket) {
      dropExpired();
      bucket = { revoked: new Set(), minVersions: new Map() };
      buckets.set(number, bucket);
    }
    return bucket;
  }

  return {
    get size() {
      dropExpired();
      let size = 0;
      for (const { revoked, minVersions } of buckets.values()) size += revoked.size + minVersions.size;
      return size;
    },
    add: ({ key, minVersion, revokedAt }) => {
      if (revokedAt.getTime() <= expiredBefore()) return false;
      const { revoked, minVersions } = bucketOf(revokedAt);
      const isNew = minVersion === null ? !revoked.has(key) : !(minVersion <= (minVersions.get(key) ?? -1));
      if (!isNew) return false;
      if (minVersion === null) revoked.add(key);
      else minVersions.set(key, minVersion);
      return true;
    },
    status: ({ tokenId, sessionId, userId, version }) => {
      const [token, session, user] = [tokenKey(tokenId), sessionKey(sessionId), userKey(userId)];
      let stale = false;
      for (const { revoked, minVersions } of buckets.values()) {
        if (revoked.has(token) || revoked.has(session) || revoked.has(user)) return 'revoked';
        stale ||= version < (minVersions.get(user) ?? 0);
      }
      return stale ? 'stale' : null;
    },
  };
}
