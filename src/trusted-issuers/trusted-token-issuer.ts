import { createHash } from 'node:crypto';
import type { TrustedIssuer } from '../config/index.js';
import type { MatchedAccounts, TokenIdentity, TrustedTokenIssuer } from '../identity/authenticate.js';
import { type Clock, epochSeconds } from '../identity/clock.js';
import {
  isBefore,
  type TokenRules,
  type VerificationTime,
  verifyToken,
} from '../identity/verification-steps.js';
import type { UserViewer } from '../identity/viewer.js';
import { partOf } from './peek.js';
import { readTrustedClaims, type TrustedClaims } from './read-claims.js';
import type { RemoteKeys } from './remote-keys.js';
import { trustedId } from './trusted-id.js';

export interface TrustedTokenIssuerOptions {
  readonly issuer: TrustedIssuer;
  readonly keys: RemoteKeys;
  readonly clock: Clock;
  /** The clock by which revocations expire. All instances share it. */
  readonly databaseClock: Clock;
  readonly accounts: MatchedAccounts | null;
}

/** The clocks of provider and server may differ, and providers issue tokens that are valid from that moment. */
const notBeforeLeewaySeconds = 30;

/** Verifies the tokens of one other issuer, in the same steps as this server's own. */
export function createTrustedTokenIssuer(options: TrustedTokenIssuerOptions): TrustedTokenIssuer {
  const { issuer, keys, clock, databaseClock, accounts } = options;
  const rules: TokenRules<TrustedClaims> = {
    issuer: issuer.issuer,
    audiences: issuer.audiences,
    types: issuer.types,
    findKey: (kid) => keys.find(kid),
    readClaims: (payload) => readTrustedClaims(payload, issuer),
    maxAgeSeconds: issuer.maxAgeSeconds,
    notBeforeLeewaySeconds,
  };
  const now = (): VerificationTime => ({
    byClock: epochSeconds(clock()),
    byDatabaseClock: epochSeconds(databaseClock()),
  });

  return {
    issuer: issuer.issuer,
    accounts,
    verify: (token) => {
      const verification = verifyToken(token, rules, now());
      if (!verification.valid) return verification;
      const { claims, expiry, kid, key } = verification;
      const identity = identityOf(claims, issuer.name, token);
      const viewer = viewerOf(claims, identity, issuer.issuer);
      return { valid: true, viewer, identity, email: claims.email, expiry, kid, key };
    },
    isCurrent: ({ expiry, kid, key }) => isBefore(now(), expiry) && keys.find(kid) === key,
    prepareKeys: (token) => {
      const kid = partOf(token, 0)?.kid;
      return typeof kid === 'string' ? keys.prepare(kid) : undefined;
    },
  };
}

/** Under what the token can be revoked. */
function identityOf(claims: TrustedClaims, name: string, token: string): TokenIdentity {
  const tokenId = trustedId(name, claims.tokenId ?? digestOf(token));
  const sessionId = claims.session === null ? tokenId : trustedId(name, claims.session);
  return { tokenId, sessionId, userId: trustedId(name, claims.id), version: claims.iat };
}

/** Of what is signed, because there are several valid ECDSA signatures of the same text. */
function digestOf(token: string): string {
  return createHash('sha256')
    .update(token.slice(0, token.lastIndexOf('.')))
    .digest('base64url');
}

/** Frozen, because all requests with the token share it. */
function viewerOf(claims: TrustedClaims, identity: TokenIdentity, issuer: string): UserViewer {
  const { roles, groups, scopes, authTime, mfa, exp } = claims;
  const { userId, sessionId, tokenId } = identity;
  return Object.freeze({
    kind: 'user',
    id: userId,
    isService: false,
    sessionId,
    tokenId,
    roles: Object.freeze(roles),
    groups: Object.freeze(groups),
    scopes: Object.freeze(scopes),
    authTime,
    mfa,
    expiresAt: exp,
    issuer,
    hasAccount: false,
  });
}
