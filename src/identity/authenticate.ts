import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { UnauthenticatedReason } from '../errors/index.js';
import type { AccessTokenClaims, AccessTokenExpiry, AccessTokens } from './access-token.js';
import { looksLikeApiKey } from './api-key.js';
import type { BearerCredential } from './bearer.js';
import { anonymous, type UserViewer, type Viewer } from './viewer.js';

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

/** What a valid token says, without the revocations. */
interface VerifiedToken {
  readonly viewer: UserViewer;
  readonly version: number;
  readonly expiry: AccessTokenExpiry;
}

/** The number of verified tokens to cache, so that each signature is checked only once. */
const maxCachedTokens = 10_000;

/**
 * Creates the authenticator, which determines the viewer of a request: it checks signature and claims, then expiry and
 * revocation.
 *
 * The result for signature and claims never changes, so it is cached. Expiry and revocation are checked every time.
 */
export function createAuthenticator({ accessTokens, revocations }: AuthenticatorOptions): Authenticator {
  const verified = new LRUCache<string, VerifiedToken>({ max: maxCachedTokens });

  /** @returns why the token is invalid, or what it says about the viewer */
  function verify(token: string): VerifiedToken | UnauthenticatedReason {
    const key = digestOf(token);
    const known = verified.get(key);
    if (known && accessTokens.isCurrent(known.expiry)) return known;
    const verification = accessTokens.verify(token);
    if (!verification.valid) {
      verified.delete(key);
      return verification.reason;
    }
    const { claims, expiry } = verification;
    const found = { viewer: viewerOf(claims), version: claims.ver, expiry };
    verified.set(key, found);
    return found;
  }

  return {
    authenticate: (credential) => {
      if (credential.kind === 'none') return anonymous;
      if (credential.kind === 'unusable') return { kind: 'rejected', reason: 'TOKEN_INVALID' };
      if (looksLikeApiKey(credential.token)) return presentedApiKey;
      const token = verify(credential.token);
      if (typeof token === 'string') return { kind: 'rejected', reason: token };
      const { viewer, version } = token;
      const { tokenId, sessionId, id: userId } = viewer;
      const status = revocations.status({ tokenId, sessionId, userId, version });
      if (status === 'revoked') return { kind: 'rejected', reason: 'TOKEN_REVOKED' };
      if (status === 'stale') return { kind: 'rejected', reason: 'TOKEN_STALE' };
      return viewer;
    },
  };
}

const presentedApiKey: Viewer = {
  kind: 'rejected',
  reason: 'TOKEN_INVALID',
  message: 'This is an API key, not an access token. Exchange it for an access token at POST /token.',
};

/** Frozen, because all requests with the token share it. */
function viewerOf(claims: AccessTokenClaims): UserViewer {
  const { sub, client_id, sid, jti, roles, auth_time, exp, groups, scope, amr } = claims;
  return Object.freeze({
    kind: 'user',
    id: sub,
    isService: client_id === sub,
    sessionId: sid,
    tokenId: jti,
    roles: Object.freeze(roles),
    groups: Object.freeze(groups ?? []),
    scopes: Object.freeze(scope?.split(' ').filter(Boolean) ?? []),
    authTime: auth_time ?? 0,
    mfa: amr?.includes('mfa') ?? false,
    expiresAt: exp,
  });
}

/** The token itself is up to 8 KB long, and may be a slice that keeps the whole header in memory. */
function digestOf(token: string): string {
  return hash('sha256', token, 'base64');
}
