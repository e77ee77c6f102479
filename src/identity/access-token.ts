import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { type Clock, epochSeconds } from './clock.js';
import type { GrantedClaims } from './granted-claims.js';
import type { Keyring } from './keyring.js';
import { createTokenId, timeOfTokenId } from './token-id.js';
import {
  type ClaimsReading,
  isBefore,
  type TokenRules,
  type TokenVerification,
  type VerificationTime,
  type VerifiedToken,
  verifyToken,
} from './verification-steps.js';

/** The claims of an access token: those of RFC 9068 §2.2, plus the session and the user's version. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string | string[];
  readonly sub: string;
  /** For a service the same as `sub`: the ID of its API key (RFC 9068 §2.2). */
  readonly client_id: string;
  /** The session's ID. */
  readonly sid: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  /** When the user presented credentials, in seconds since the epoch. Tokens of services lack it. */
  readonly auth_time?: number | undefined;
  /** How the user signed in (RFC 8176). Tokens of earlier versions lack it. */
  readonly amr?: string[] | undefined;
  readonly roles: string[];
  /** The user's version, which every change of roles, password or disabled state increments. */
  readonly ver: number;
  readonly groups?: string[] | undefined;
  /** Separated by spaces. */
  readonly scope?: string | undefined;
}

/** The session and the user for whom an access token is signed, or the API key of a service in place of both. */
export interface AccessTokenSubject {
  readonly userId: string;
  readonly sessionId: string;
  readonly roles: readonly string[];
  readonly version: number;
  /** Null for a service: no user presented credentials. */
  readonly authTime: Date | null;
  readonly amr: readonly string[];
  /** The token expires at this time at the latest. */
  readonly sessionEndsAt: Date;
  /** What modules add. */
  readonly granted: GrantedClaims;
}

/** A signed access token with its remaining lifetime. */
export interface SignedAccessToken {
  readonly token: string;
  readonly lifetimeSeconds: number;
}

/** Signs and verifies access tokens. */
export interface AccessTokens {
  sign(subject: AccessTokenSubject): SignedAccessToken;
  verify(token: string): TokenVerification<AccessTokenClaims>;
  /** Whether a token that was valid still is: it has not expired, and its key is still in use. */
  isCurrent(token: VerifiedToken): boolean;
}

export interface AccessTokenOptions {
  readonly keyring: Keyring;
  readonly issuer: string;
  readonly audience: string;
  /** How long a token is accepted after it is issued, even if its `exp` is later. */
  readonly ttlSeconds: number;
  readonly clock: Clock;
  /** The clock by which revocations expire. All instances share it. */
  readonly databaseClock: Clock;
}

const tokenType = 'at+jwt';
const clientId = 'graphward';

const seconds = z.number().int().nonnegative();
const text = z.string().min(1).max(256);
const claimsShape = z
  .object({
    iss: text,
    aud: z.union([text, z.array(text)]),
    sub: text,
    client_id: text,
    sid: text,
    jti: text,
    iat: seconds,
    nbf: seconds.optional(),
    exp: seconds,
    auth_time: seconds.optional(),
    amr: z.array(text).optional(),
    roles: z.array(z.string()),
    ver: seconds,
    groups: z.array(text).optional(),
    scope: z.string().optional(),
  })
  // Only a service has not presented credentials.
  .refine(({ auth_time, client_id, sub }) => auth_time !== undefined || client_id === sub, {
    path: ['auth_time'],
  });

/** Signs and verifies access tokens: JWTs with the profile of RFC 9068 and the best practices of RFC 8725. */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { clock, databaseClock } = options;
  const rules = ownRules(options);
  const now = (): VerificationTime => ({
    byClock: epochSeconds(clock()),
    byDatabaseClock: epochSeconds(databaseClock()),
  });
  return {
    sign: (subject) => signAccessToken(subject, options),
    verify: (token) => verifyToken(token, rules, now()),
    isCurrent: ({ expiry, kid, key }) => isBefore(now(), expiry) && rules.findKey(kid) === key,
  };
}

/** What this server's own tokens must be like. */
function ownRules({
  keyring,
  issuer,
  audience,
  ttlSeconds,
}: AccessTokenOptions): TokenRules<AccessTokenClaims> {
  return {
    issuer,
    audiences: [audience],
    types: [tokenType],
    findKey: (kid) => keyring.find(kid),
    readClaims,
    maxAgeSeconds: ttlSeconds,
    notBeforeLeewaySeconds: 0,
  };
}

function readClaims(payload: object): ClaimsReading<AccessTokenClaims> {
  const { data, error } = claimsShape.safeParse(payload);
  if (error) return { problem: error.issues.map(({ path }) => path.join('.')).join(', ') };
  return { claims: data, issuedAtByDatabaseClock: timeOfTokenId(data.jti) ?? data.iat };
}

function signAccessToken(subject: AccessTokenSubject, options: AccessTokenOptions): SignedAccessToken {
  const { signing } = options.keyring;
  const now = epochSeconds(options.clock());
  const exp = Math.max(now, Math.min(now + options.ttlSeconds, epochSeconds(subject.sessionEndsAt)));
  const { groups, scopes, ...others } = subject.granted;
  const claims: AccessTokenClaims = {
    ...others,
    ...(groups && groups.length > 0 ? { groups: [...groups] } : {}),
    ...(scopes && scopes.length > 0 ? { scope: scopes.join(' ') } : {}),
    iss: options.issuer,
    aud: options.audience,
    sub: subject.userId,
    client_id: subject.authTime === null ? subject.userId : clientId,
    sid: subject.sessionId,
    jti: createTokenId(options.databaseClock()),
    iat: now,
    exp,
    ...(subject.authTime === null ? {} : { auth_time: epochSeconds(subject.authTime) }),
    ...(subject.amr.length > 0 ? { amr: [...subject.amr] } : {}),
    roles: [...subject.roles],
    ver: subject.version,
  };
  const token = jwt.sign(claims, signing.signWith, {
    algorithm: signing.algorithm,
    header: { typ: tokenType, alg: signing.algorithm, kid: signing.kid },
  });
  return { token, lifetimeSeconds: exp - now };
}
