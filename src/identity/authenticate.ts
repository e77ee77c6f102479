import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { UnauthenticatedReason } from '../errors/index.js';
import type { AccessTokenClaims, AccessTokens } from './access-token.js';
import { looksLikeApiKey } from './api-key.js';
import type { BearerCredential } from './bearer.js';
import type { VerificationStepName, VerifiedToken } from './verification-steps.js';
import { anonymous, type RejectedViewer, type UserViewer, type Viewer } from './viewer.js';

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

/** Why a credential was rejected. For logs and metrics only, except for the reason. */
export interface Refusal {
  /** The step of the verification, or what comes before and after it: the header and the revocations. */
  readonly step: 'bearer' | VerificationStepName | 'revocation';
  readonly reason: UnauthenticatedReason;
  readonly issuer: string;
  readonly problem?: string | undefined;
}

export interface AuthenticatorOptions {
  readonly accessTokens: AccessTokens;
  readonly issuer: string;
  readonly revocations: RevocationList;
  readonly onRefused: (refusal: Refusal) => void;
}

/** What a valid token says, without the revocations. */
interface KnownToken extends VerifiedToken {
  readonly viewer: UserViewer;
  readonly version: number;
}

/** The number of verified tokens to cache, so that each signature is checked only once. */
const maxCachedTokens = 10_000;

/**
 * Creates the authenticator, which determines the viewer of a request: it takes the token through the steps of its
 * verification (`verification-steps.ts`), then looks up whether it is revoked.
 *
 * The result for signature and claims never changes, so it is cached. Expiry and revocation are checked every time.
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { accessTokens, revocations, issuer, onRefused } = options;
  const verified = new LRUCache<string, KnownToken>({ max: maxCachedTokens });

  function reject({ step, reason, problem }: Omit<Refusal, 'issuer'>): RejectedViewer {
    onRefused({ step, reason, issuer, problem });
    return { kind: 'rejected', reason };
  }

  function verify(token: string): KnownToken | RejectedViewer {
    const digest = digestOf(token);
    const known = verified.get(digest);
    if (known && accessTokens.isCurrent(known)) return known;
    const verification = accessTokens.verify(token);
    if (!verification.valid) {
      verified.delete(digest);
      return reject(verification);
    }
    const { claims, expiry, kid, key } = verification;
    const found = { viewer: viewerOf(claims), version: claims.ver, expiry, kid, key };
    verified.set(digest, found);
    return found;
  }

  return {
    authenticate: (credential) => {
      if (credential.kind === 'none') return anonymous;
      if (credential.kind === 'unusable') return reject({ step: 'bearer', reason: 'TOKEN_INVALID' });
      if (looksLikeApiKey(credential.token)) {
        const rejected = reject({ step: 'bearer', reason: 'TOKEN_INVALID', problem: 'an API key' });
        return { ...rejected, message: presentedApiKey };
      }
      const token = verify(credential.token);
      if ('reason' in token) return token;
      const { viewer, version } = token;
      const { tokenId, sessionId, id: userId } = viewer;
      const status = revocations.status({ tokenId, sessionId, userId, version });
      if (status === null) return viewer;
      const reason = status === 'revoked' ? 'TOKEN_REVOKED' : 'TOKEN_STALE';
      return reject({ step: 'revocation', reason });
    },
  };
}

const presentedApiKey =
  'This is an API key, not an access token. Exchange it for an access token at POST /token.';

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
