import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { UnauthenticatedReason } from '../errors/index.js';
import type { AccessTokenClaims, AccessTokens } from './access-token.js';
import { looksLikeApiKey } from './api-key.js';
import type { BearerCredential } from './bearer.js';
import type { RefusedToken, VerificationStepName, VerifiedToken } from './verification-steps.js';
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
  /** @throws the errors of the revocation list; AppError SERVICE_UNAVAILABLE if a trusted issuer's keys are unavailable */
  authenticate(credential: Credential): Viewer;
  /**
   * Loads what `authenticate` needs for a token of a trusted issuer: its key and the account of its user. Never rejects.
   * Undefined: there is nothing to wait for, as for all of this server's own tokens.
   */
  prepare(credential: Credential): Promise<void> | undefined;
}

type Credential = Exclude<BearerCredential, { kind: 'malformed' }>;

/** Tokens of other issuers. */
export interface TrustedTokens {
  /** The only issuer by whose rules the token may be verified; null if these are this server's own. */
  issuerOf(token: string): TrustedTokenIssuer | null;
}

/** Verifies the tokens of one other issuer. */
export interface TrustedTokenIssuer {
  readonly issuer: string;
  /** @throws AppError SERVICE_UNAVAILABLE if the issuer's keys are unavailable */
  verify(token: string): TrustedToken | RefusedToken;
  isCurrent(token: VerifiedToken): boolean;
  /** Fetches the issuer's keys if the token's is unknown. Never rejects. */
  prepareKeys(token: string): Promise<void> | undefined;
  /** The accounts of its users; null if they have none here. */
  readonly accounts: MatchedAccounts | null;
}

/** What a valid token of another issuer says. */
export interface TrustedToken extends VerifiedToken {
  readonly valid: true;
  readonly viewer: UserViewer;
  /** `version` is when it was issued, in seconds since the epoch. */
  readonly identity: TokenIdentity;
  /** The user's address, if it is verified and identifies the account. */
  readonly email: string | null;
}

/** Accounts by e-mail address, as far as they have been loaded. */
export interface MatchedAccounts {
  /** Loads the account unless it is known. Never rejects. */
  prepare(email: string): Promise<void> | undefined;
  /** @throws AppError SERVICE_UNAVAILABLE if the account could not be loaded */
  find(email: string): MatchedAccount | null;
}

export interface MatchedAccount {
  readonly id: string;
  readonly roles: readonly string[];
  readonly disabled: boolean;
}

/** Why a credential was rejected. For logs and metrics only, except for the reason. */
export interface Refusal {
  /** The step of the verification, or what comes before and after it. */
  readonly step: 'bearer' | VerificationStepName | 'revocation' | 'account';
  readonly reason: UnauthenticatedReason;
  readonly issuer: string;
  readonly problem?: string | undefined;
}

export interface AuthenticatorOptions {
  readonly accessTokens: AccessTokens;
  readonly issuer: string;
  readonly revocations: RevocationList;
  readonly onRefused: (refusal: Refusal) => void;
  /** Null: only this server's own tokens are accepted. */
  readonly trusted?: TrustedTokens | null;
}

/** What a valid token says, without the revocations. */
interface KnownToken extends VerifiedToken {
  readonly viewer: UserViewer;
  readonly identity: TokenIdentity;
  /** Null for this server's own tokens. */
  readonly source: TrustedTokenIssuer | null;
  readonly email: string | null;
  /** The viewer for the account that was found last. */
  matched: { readonly account: MatchedAccount; readonly viewer: UserViewer } | null;
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
  const { accessTokens, revocations, onRefused, trusted = null } = options;
  const verified = new LRUCache<string, KnownToken>({ max: maxCachedTokens });

  function reject(
    { step, reason, problem }: Omit<Refusal, 'issuer'>,
    source: TrustedTokenIssuer | null,
  ): RejectedViewer {
    onRefused({ step, reason, issuer: source?.issuer ?? options.issuer, problem });
    return { kind: 'rejected', reason };
  }

  function isCurrent(token: KnownToken): boolean {
    return token.source === null ? accessTokens.isCurrent(token) : token.source.isCurrent(token);
  }

  function verifyOwn(token: string): KnownToken | RefusedToken {
    const verification = accessTokens.verify(token);
    if (!verification.valid) return verification;
    const { claims, expiry, kid, key } = verification;
    const viewer = viewerOf(claims);
    const { tokenId, sessionId, id: userId } = viewer;
    const identity = { tokenId, sessionId, userId, version: claims.ver };
    return { viewer, identity, source: null, email: null, matched: null, expiry, kid, key };
  }

  function verifyTrusted(token: string, source: TrustedTokenIssuer): KnownToken | RefusedToken {
    const verification = source.verify(token);
    if (!verification.valid) return verification;
    const { viewer, identity, email, expiry, kid, key } = verification;
    return { viewer, identity, source, email, matched: null, expiry, kid, key };
  }

  /** Verifies a token, unless it is known. */
  function verify(
    token: string,
    digest: string,
    source: TrustedTokenIssuer | null,
  ): KnownToken | RefusedToken {
    const found = source ? verifyTrusted(token, source) : verifyOwn(token);
    if ('valid' in found) verified.delete(digest);
    else verified.set(digest, found);
    return found;
  }

  function knownToken(digest: string): KnownToken | undefined {
    const known = verified.get(digest);
    return known && isCurrent(known) ? known : undefined;
  }

  /** The viewer with the account that has the verified address of the token. */
  function accountViewer(token: KnownToken, email: string): Viewer {
    const account = token.source?.accounts?.find(email);
    if (!account) return token.viewer;
    if (account.disabled) return reject({ step: 'account', reason: 'TOKEN_REVOKED' }, token.source);
    if (token.matched?.account !== account)
      token.matched = { account, viewer: withAccount(token.viewer, account) };
    return token.matched.viewer;
  }

  async function prepareToken(token: string, source: TrustedTokenIssuer): Promise<void> {
    await source.prepareKeys(token);
    if (!source.accounts) return;
    try {
      const found = verify(token, digestOf(token), source);
      if ('email' in found && found.email !== null) await source.accounts.prepare(found.email);
    } catch {
      // `authenticate` throws it again.
    }
  }

  return {
    authenticate: (credential) => {
      if (credential.kind === 'none') return anonymous;
      if (credential.kind === 'unusable') return reject({ step: 'bearer', reason: 'TOKEN_INVALID' }, null);
      if (looksLikeApiKey(credential.token)) {
        const rejected = reject({ step: 'bearer', reason: 'TOKEN_INVALID', problem: 'an API key' }, null);
        return { ...rejected, message: presentedApiKey };
      }
      const digest = digestOf(credential.token);
      let token = knownToken(digest);
      if (!token) {
        const source = trusted?.issuerOf(credential.token) ?? null;
        const found = verify(credential.token, digest, source);
        if ('valid' in found) return reject(found, source);
        token = found;
      }
      const status = revocations.status(token.identity);
      if (status !== null) {
        // Refreshing would not make a difference to a token that another issuer signed.
        const isStale = status === 'stale' && token.source === null;
        const reason = isStale ? 'TOKEN_STALE' : 'TOKEN_REVOKED';
        return reject({ step: 'revocation', reason }, token.source);
      }
      return token.email === null ? token.viewer : accountViewer(token, token.email);
    },

    prepare: (credential) => {
      if (trusted === null || credential.kind !== 'token') return undefined;
      const known = knownToken(digestOf(credential.token));
      if (known) return known.email === null ? undefined : known.source?.accounts?.prepare(known.email);
      const source = trusted.issuerOf(credential.token);
      return source ? prepareToken(credential.token, source) : undefined;
    },
  };
}

/** Its own roles are those of the account, in addition to those that the issuer grants. */
function withAccount(viewer: UserViewer, { id, roles }: MatchedAccount): UserViewer {
  const all = Object.freeze([...new Set([...roles, ...viewer.roles])]);
  return Object.freeze({ ...viewer, id, roles: all, hasAccount: true });
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
    issuer: null,
    hasAccount: client_id !== sub,
  });
}

/** The token itself is up to 8 KB long, and may be a slice that keeps the whole header in memory. */
function digestOf(token: string): string {
  return hash('sha256', token, 'base64');
}
