import { createHash } from 'node:crypto';
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

/** Where revoked tokens are looked up. */
export interface RevocationList {
  /** @throws when it cannot be known: a token that cannot be checked is never let through */
  status(token: TokenIdentity): RevocationStatus;
}

export interface Authenticator {
  /** @throws whatever the revocation list throws */
  authenticate(credential: Exclude<BearerCredential, { kind: 'malformed' }>): Viewer;
}

export interface AuthenticatorOptions {
  readonly accessTokens: AccessTokens;
  readonly revocations: RevocationList;
}

/** How many verified tokens are remembered, so that their signature is checked once. */
const rememberedTokens = 10_000;

/**
 * The one place that decides who a request comes from: signature and claims, then expiry and revocation.
 *
 * The first two hold for a token for ever and are remembered; the others are asked each time.
 */
export function createAuthenticator({ accessTokens, revocations }: AuthenticatorOptions): Authenticator {
  const remembered = new LRUCache<string, AccessTokenClaims>({ max: rememberedTokens });

  function verify(token: string): AccessTokenVerification {
    const key = digestOf(token);
    const claims = remembered.get(key);
    if (claims && accessTokens.isCurrent(claims)) return { valid: true, claims };
    const verification = accessTokens.verify(token);
    if (verification.valid) remembered.set(key, verification.claims);
    else remembered.delete(key);
    return verification;
  }

  return {
    authenticate: (credential) => {
      if (credential.kind === 'none') return anonymous;
      if (credential.kind === 'unusable') return { kind: 'rejected', reason: 'TOKEN_INVALID' };
      const verification = verify(credential.token);
      if (!verification.valid) return { kind: 'rejected', reason: verification.reason };
      const { sub, sid, jti, ver, roles, auth_time, exp } = verification.claims;
      const status = revocations.status({ tokenId: jti, sessionId: sid, userId: sub, version: ver });
      if (status === 'revoked') return { kind: 'rejected', reason: 'TOKEN_REVOKED' };
      if (status === 'stale') return { kind: 'rejected', reason: 'TOKEN_STALE' };
      return {
        kind: 'user',
        id: sub,
        sessionId: sid,
        tokenId: jti,
        roles,
        authTime: auth_time,
        expiresAt: exp,
      };
    },
  };
}

/** A token is up to 8 KB long, and may keep the whole header alive that it was cut out of. */
function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
