import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type AccessTokenClaims, type AccessTokens, type AccessTokenVerification } from './access-token.js';
import type { BearerCredential } from './bearer.js';
import { anonymous, type Viewer } from './viewer.js';

/** The claims by which a token can be revoked. */
export interface TokenIdentity {
  readonly tokenId: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly version: number;
}

/** `stale`: the user's roles, password or disabled state changed after the token was issued. Null: not revoked. */
export type RevocationStatus = 'revoked' | 'stale' | null;

/** Looks up whether tokens are revoked. */
export interface RevocationList {
  /** @throws if the status is unknown: a token that cannot be checked is never accepted */
  status(token: TokenIdentity): RevocationStatus;
}

/** Determines the viewer of a request. */
export interface Authenticator {
  /** @throws the errors of the revocation list */
  authenticate(credential: Exclude<BearerCredential, { kind: 'malformed' }>): Viewer;
}

export interface AuthenticatorOptions {
  readonly accessTokens: AccessTokens;
  readonly revocations: RevocationList;
}

const none: readonly string[] = [];

/** The number of verified tokens to cache, so that each signature is checked only once. */
const maxCachedTokens = 10_000;

/**
 * Creates the authenticator, which determines the viewer of a request: it checks signature and claims, then expiry and
 * revocation.
 *
 * The result for signature and claims never changes, so it is cached. Expiry and revocation are checked every time.
 */
export function createAuthenticator({ accessTokens, revocations }: AuthenticatorOptions): Authenticator {
  const verified = new LRUCache<string, AccessTokenClaims>({ max: maxCachedTokens });

  function verify(token: string): AccessTokenVerification {
    const key = digestOf(token);
    const claims = verified.get(key);
    if (claims && accessTokens.isCurrent(claims)) return { valid: true, claims };
    const verification = accessTokens.verify(token);
    if (verification.valid) verified.set(key, verification.claims);
    else verified.delete(key);
    return verification;
  }

  return {
    authenticate: (credential) => {
      if (credential.kind === 'none') return anonymous;
      if (credential.kind === 'unusable') return { kind: 'rejected', reason: 'TOKEN_INVALID' };
      const verification = verify(credential.token);
      if (!verification.valid) return { kind: 'rejected', reason: verification.reason };
      const { sub, sid, jti, ver, roles, auth_time, exp, groups, scope } = verification.claims;
      const status = revocations.status({ tokenId: jti, sessionId: sid, userId: sub, version: ver });
      if (status === 'revoked') return { kind: 'rejected', reason: 'TOKEN_REVOKED' };
      if (status === 'stale') return { kind: 'rejected', reason: 'TOKEN_STALE' };
      return {
        kind: 'user',
        id: sub,
        sessionId: sid,
        tokenId: jti,
        roles,
        groups: groups ?? none,
        scopes: scope === undefined ? none : scope.split(' ').filter(Boolean),
        authTime: auth_time,
        expiresAt: exp,
      };
    },
  };
}

/** The token itself is up to 8 KB long, and may be a slice that keeps the whole header in memory. */
function digestOf(token: string): string {
  return hash('sha256', token, 'base64');
}
