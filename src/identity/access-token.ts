import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { type Clock, epochSeconds } from './clock.js';
import type { GrantedClaims } from './granted-claims.js';
import { hasDuplicateMembers } from './json-text.js';
import type { Keyring } from './keyring.js';
import { createTokenId, timeOfTokenId } from './token-id.js';

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

/** When an access token expires, by two clocks, in seconds since the epoch. */
export interface AccessTokenExpiry {
  readonly byClock: number;
  readonly byDatabaseClock: number;
}

/** The claims of a valid access token, or why it is invalid. `detail` is for logs only. */
export type AccessTokenVerification =
  | { readonly valid: true; readonly claims: AccessTokenClaims; readonly expiry: AccessTokenExpiry }
  | { readonly valid: false; readonly reason: 'TOKEN_EXPIRED' | 'TOKEN_INVALID'; readonly detail: string };

/** Signs and verifies access tokens. */
export interface AccessTokens {
  sign(subject: AccessTokenSubject): SignedAccessToken;
  verify(token: string): AccessTokenVerification;
  /** Whether a previously verified token has not expired yet. */
  isCurrent(expiry: AccessTokenExpiry): boolean;
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
const iatLeewaySeconds = 30;
const maxTokenLength = 8192;
const compactSerialization = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

const seconds = z.number().int().nonnegative();
const text = z.string().min(1).max(256);
const claimsShape = z.object({
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
});
const headerShape = z.object({
  typ: z.string(),
  alg: z.string(),
  kid: z.string(),
  crit: z.undefined().optional(),
});

/** Signs and verifies access tokens: JWTs with the profile of RFC 9068 and the best practices of RFC 8725. */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  return {
    sign: (subject) => signAccessToken(subject, options),
    verify: (token) => verifyAccessToken(token, options),
    isCurrent: (expiry) => isCurrent(expiry, options),
  };
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

function verifyAccessToken(token: string, options: AccessTokenOptions): AccessTokenVerification {
  if (token.length > maxTokenLength || !compactSerialization.test(token)) {
    return invalid('not a JWS in compact serialization');
  }
  if (!token.split('.').every(isCanonical)) return invalid('non-canonical base64url');
  const header = headerShape.safeParse(decodeSegment(token, 0));
  if (!header.success || header.data.typ.toLowerCase() !== tokenType) return invalid('header');
  const key = options.keyring.find(header.data.kid);
  if (header.data.alg !== key?.algorithm) return invalid('unknown key or wrong algorithm');
  try {
    jwt.verify(token, key.verifyWith, {
      algorithms: [key.algorithm],
      issuer: options.issuer,
      audience: options.audience,
      clockTimestamp: epochSeconds(options.clock()),
    });
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError) {
      return { valid: false, reason: 'TOKEN_EXPIRED', detail: error.message };
    }
    return invalid(error instanceof Error ? error.message : 'signature');
  }
  return checkClaims(decodeSegment(token, 1), options);
}

/** Rejects what `jsonwebtoken` accepts: missing or mistyped claims, an infinite `exp`, an `iat` in the future. */
function checkClaims(payload: unknown, options: AccessTokenOptions): AccessTokenVerification {
  const claims = claimsShape.safeParse(payload);
  if (!claims.success) return invalid(claims.error.issues.map((issue) => issue.path.join('.')).join(', '));
  if (claims.data.iat > epochSeconds(options.clock()) + iatLeewaySeconds) return invalid('iat in the future');
  const expiry = expiryOf(claims.data, options);
  if (!isCurrent(expiry, options)) {
    return { valid: false, reason: 'TOKEN_EXPIRED', detail: 'older than the configured lifetime' };
  }
  return { valid: true, claims: claims.data, expiry };
}

/**
 * A token expires at `exp`, or when its age reaches the lifetime that is configured now, which may be shorter than when
 * the token was issued. The age is also measured by the database's clock: a revocation expires by that clock and must
 * outlive the tokens it revokes, however wrong the clock of the instance that issued them is.
 */
function expiryOf(
  { exp, iat, jti }: AccessTokenClaims,
  { ttlSeconds }: AccessTokenOptions,
): AccessTokenExpiry {
  return {
    byClock: Math.min(exp, iat + ttlSeconds),
    byDatabaseClock: (timeOfTokenId(jti) ?? iat) + ttlSeconds,
  };
}

function isCurrent(
  { byClock, byDatabaseClock }: AccessTokenExpiry,
  { clock, databaseClock }: AccessTokenOptions,
): boolean {
  return epochSeconds(clock()) < byClock && epochSeconds(databaseClock()) < byDatabaseClock;
}

/** Whether this is the only text that decodes to its bytes: the unused bits of the last character are zero (RFC 4648 §3.5). */
function isCanonical(segment: string): boolean {
  return Buffer.from(segment, 'base64url').toString('base64url') === segment;
}

/** Parses a segment; returns null if it is not JSON or repeats a member name. */
function decodeSegment(token: string, index: 0 | 1): unknown {
  const json = Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8');
  try {
    const value: unknown = JSON.parse(json);
    return hasDuplicateMembers(json) ? null : value;
  } catch {
    return null;
  }
}

function invalid(detail: string): AccessTokenVerification {
  return { valid: false, reason: 'TOKEN_INVALID', detail };
}
