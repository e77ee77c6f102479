import type { KeyObject } from 'node:crypto';
import jws from 'jws';
import { z } from 'zod';
import { hasDuplicateMembers } from './json-text.js';

/** Algorithms with which tokens are signed (RFC 7518 §3.1), without `none`. */
export type TokenAlgorithm = `${'HS' | 'RS' | 'PS' | 'ES'}${256 | 384 | 512}`;

/** A key with which tokens are verified. */
export interface VerificationKey {
  /** The only algorithm that this key is used with (RFC 8725 §3.1). */
  readonly algorithm: TokenAlgorithm;
  readonly verifyWith: KeyObject;
}

/** The claims that the steps read. */
export interface RegisteredClaims {
  readonly iss: string;
  readonly aud: string | readonly string[];
  readonly iat: number;
  readonly nbf?: number | undefined;
  readonly exp: number;
}

/** Claims with the right types, or what is wrong with them, for logs only. */
export type ClaimsReading<Claims> =
  | {
      readonly claims: Claims;
      /** When the token was issued by the clock that all instances share, in seconds since the epoch. */
      readonly issuedAtByDatabaseClock: number;
    }
  | { readonly problem: string };

/** What the tokens of one issuer must be like. */
export interface TokenRules<Claims extends RegisteredClaims = RegisteredClaims> {
  readonly issuer: string;
  /** A token must be meant for one of these. */
  readonly audiences: readonly string[];
  /** The accepted values of `typ`, in lower case. */
  readonly types: readonly string[];
  readonly findKey: (kid: string) => VerificationKey | undefined;
  readonly readClaims: (payload: object) => ClaimsReading<Claims>;
  /** How long a token is accepted after it is issued, even if its `exp` is later. In seconds. */
  readonly maxAgeSeconds: number;
  /** How far `nbf` may be in the future, in seconds. */
  readonly notBeforeLeewaySeconds: number;
}

/** What time it is, by two clocks, in seconds since the epoch. */
export interface VerificationTime {
  readonly byClock: number;
  /** By the clock by which revocations expire. All instances share it. */
  readonly byDatabaseClock: number;
}

/** When an access token expires, by the same clocks. */
export type AccessTokenExpiry = VerificationTime;

/** A token on its way through the steps. Each step may use what the steps before it have found. */
interface PresentedToken {
  readonly text: string;
  readonly rules: TokenRules;
  readonly now: VerificationTime;
  segments: readonly string[];
  header: z.infer<typeof headerShape>;
  key: VerificationKey;
  payload: object;
  claims: RegisteredClaims;
  issuedAtByDatabaseClock: number;
  expiry: AccessTokenExpiry;
  /** More about a failed check. For logs only. */
  problem: string | undefined;
}

/** One check of a token. */
export interface VerificationStep {
  /** The name under which logs and metrics report that the check failed. */
  readonly name: string;
  readonly rule: string;
  /** Where the rule comes from. */
  readonly source: string;
  /** What the client is told: to refresh an expired token, and to sign in again otherwise. */
  readonly reason: 'TOKEN_INVALID' | 'TOKEN_EXPIRED';
  readonly check: (token: PresentedToken) => boolean;
}

/** In characters. */
export const maxTokenLength = 8_192;
/** Bounds the work that a token without a valid signature can cause. */
const maxHeaderLength = 1_024;
const iatLeewaySeconds = 30;
const compactSerialization = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const headerShape = z.object({
  typ: z.string().optional(),
  alg: z.string(),
  kid: z.string().max(256),
  crit: z.unknown().optional(),
});

/**
 * How an access token is verified: every check, in order. The first one that fails rejects the token.
 *
 * No claim is used before the signature is verified, except that `iss` selects the rules. Until then, the work is limited
 * by the lengths of the token and of its header.
 */
export const verificationSteps = [
  {
    name: 'length',
    rule: 'The token has at most 8,192 characters, and its header at most 1,024.',
    source: 'RFC 9110 §5.4',
    reason: 'TOKEN_INVALID',
    check: ({ text }) => text.length <= maxTokenLength && text.indexOf('.') <= maxHeaderLength,
  },
  {
    name: 'serialization',
    rule: 'It is a JWS in compact serialization: three parts in base64url without padding, separated by dots.',
    source: 'RFC 7515 §7.1',
    reason: 'TOKEN_INVALID',
    check: ({ text }) => compactSerialization.test(text),
  },
  {
    name: 'encoding',
    rule: 'Each part is the only text that decodes to its bytes: the unused bits of the last character are zero.',
    source: 'RFC 4648 §3.5',
    reason: 'TOKEN_INVALID',
    check: (token) => {
      token.segments = token.text.split('.');
      return token.segments.every(isCanonical);
    },
  },
  {
    name: 'header',
    rule: 'The header is a JSON object without repeated names, in which `alg` and `kid` are strings.',
    source: 'RFC 7515 §4',
    reason: 'TOKEN_INVALID',
    check: (token) => {
      const header = headerShape.safeParse(parseObject(token.segments[0]));
      if (header.success) token.header = header.data;
      return header.success;
    },
  },
  {
    name: 'critical',
    rule: 'The header has no `crit`, because no extension is supported.',
    source: 'RFC 7515 §4.1.11',
    reason: 'TOKEN_INVALID',
    check: ({ header }) => header.crit === undefined,
  },
  {
    name: 'type',
    rule: '`typ` is that of an access token, `at+jwt`, in upper or lower case.',
    source: 'RFC 9068 §4, RFC 8725 §3.11',
    reason: 'TOKEN_INVALID',
    check: ({ header, rules }) => header.typ !== undefined && rules.types.includes(header.typ.toLowerCase()),
  },
  {
    name: 'key',
    rule: '`kid` names a key of the issuer. Keys that the token contains or refers to are ignored.',
    source: 'RFC 8725 §3.10',
    reason: 'TOKEN_INVALID',
    check: (token) => {
      const key = token.rules.findKey(token.header.kid);
      if (key) token.key = key;
      return key !== undefined;
    },
  },
  {
    name: 'algorithm',
    rule: '`alg` is the only algorithm of that key.',
    source: 'RFC 8725 §3.1',
    reason: 'TOKEN_INVALID',
    check: ({ header, key }) => header.alg === key.algorithm,
  },
  {
    name: 'signature',
    rule: 'The signature is valid.',
    source: 'RFC 7515 §5.2',
    reason: 'TOKEN_INVALID',
    check: ({ text, key }) => hasValidSignature(text, key),
  },
  {
    name: 'payload',
    rule: 'The payload is a JSON object without repeated names.',
    source: 'RFC 7519 §4',
    reason: 'TOKEN_INVALID',
    check: (token) => {
      const payload = parseObject(token.segments[1]);
      if (payload) token.payload = payload;
      return payload !== null;
    },
  },
  {
    name: 'claims',
    rule: 'The required claims are present, and all claims that are read have the right types. Times are finite whole numbers.',
    source: 'RFC 9068 §2.2',
    reason: 'TOKEN_INVALID',
    check: (token) => {
      const reading = token.rules.readClaims(token.payload);
      if ('problem' in reading) {
        token.problem = reading.problem;
        return false;
      }
      token.claims = reading.claims;
      token.issuedAtByDatabaseClock = reading.issuedAtByDatabaseClock;
      return true;
    },
  },
  {
    name: 'issuer',
    rule: '`iss` is the issuer, character by character.',
    source: 'RFC 7519 §4.1.1, RFC 9068 §4',
    reason: 'TOKEN_INVALID',
    check: ({ claims, rules }) => claims.iss === rules.issuer,
  },
  {
    name: 'audience',
    rule: '`aud` is or contains the configured audience.',
    source: 'RFC 7519 §4.1.3, RFC 9068 §4',
    reason: 'TOKEN_INVALID',
    check: ({ claims: { aud }, rules }) =>
      typeof aud === 'string'
        ? rules.audiences.includes(aud)
        : aud.some((each) => rules.audiences.includes(each)),
  },
  {
    name: 'not-before',
    rule: '`nbf`, if present, is not in the future.',
    source: 'RFC 7519 §4.1.5',
    reason: 'TOKEN_INVALID',
    check: ({ claims: { nbf }, rules, now }) =>
      nbf === undefined || nbf <= now.byClock + rules.notBeforeLeewaySeconds,
  },
  {
    name: 'issued-at',
    rule: '`iat` is at most 30 seconds in the future.',
    source: 'RFC 7519 §4.1.6',
    reason: 'TOKEN_INVALID',
    check: ({ claims: { iat }, now }) => iat <= now.byClock + iatLeewaySeconds,
  },
  {
    name: 'expiry',
    rule: '`exp` is in the future.',
    source: 'RFC 7519 §4.1.4',
    reason: 'TOKEN_EXPIRED',
    check: ({ claims: { exp }, now }) => now.byClock < exp,
  },
  {
    name: 'age',
    rule: 'The token is younger than the lifetime that is configured now, by the clock of the instance and by that of the database.',
    source: 'ADR 8',
    reason: 'TOKEN_EXPIRED',
    check: (token) => {
      token.expiry = expiryOf(token);
      return isBefore(token.now, token.expiry);
    },
  },
] as const satisfies readonly VerificationStep[];

/** The name of a step. */
export type VerificationStepName = (typeof verificationSteps)[number]['name'];

/** The claims of a valid token, or the step that rejected it. */
export type TokenVerification<Claims> =
  (VerifiedToken & { readonly valid: true; readonly claims: Claims }) | RefusedToken;

/** Until when a token is valid, and the key that must be in use until then. */
export interface VerifiedToken {
  readonly expiry: AccessTokenExpiry;
  readonly kid: string;
  readonly key: VerificationKey;
}

/** Why a token is invalid. `step` and `problem` are for logs and metrics only. */
export interface RefusedToken {
  readonly valid: false;
  readonly reason: VerificationStep['reason'];
  readonly step: VerificationStepName;
  readonly problem?: string | undefined;
}

/** Takes a token through all steps. */
export function verifyToken<Claims extends RegisteredClaims>(
  text: string,
  rules: TokenRules<Claims>,
  now: VerificationTime,
): TokenVerification<Claims> {
  const token = { text, rules, now, problem: undefined } as unknown as PresentedToken;
  for (const { name, reason, check } of verificationSteps) {
    if (!check(token)) return { valid: false, reason, step: name, problem: token.problem };
  }
  const { expiry, key } = token;
  // What `rules.readClaims` returned.
  return { valid: true, claims: token.claims as Claims, expiry, kid: token.header.kid, key };
}

/** Whether both clocks are before the expiry. */
export function isBefore(now: VerificationTime, expiry: AccessTokenExpiry): boolean {
  return now.byClock < expiry.byClock && now.byDatabaseClock < expiry.byDatabaseClock;
}

/**
 * A token expires at `exp`, or when its age reaches the lifetime that is configured now, which may be shorter than when
 * the token was issued. The age is also measured by the database's clock: a revocation expires by that clock and must
 * outlive the tokens it revokes, however wrong the clock of the instance that issued them is.
 */
function expiryOf({ claims, rules, issuedAtByDatabaseClock }: PresentedToken): AccessTokenExpiry {
  return {
    byClock: Math.min(claims.exp, claims.iat + rules.maxAgeSeconds),
    byDatabaseClock: issuedAtByDatabaseClock + rules.maxAgeSeconds,
  };
}

/** Not `jsonwebtoken`, which parses both parts of a token several times before it verifies the signature. */
function hasValidSignature(text: string, { verifyWith, algorithm }: VerificationKey): boolean {
  try {
    // The library accepts key objects; its type declarations do not say so yet.
    return jws.verify(text, algorithm, verifyWith as unknown as Buffer);
  } catch {
    // A signature of the wrong length for ECDSA.
    return false;
  }
}

function isCanonical(segment: string): boolean {
  return Buffer.from(segment, 'base64url').toString('base64url') === segment;
}

/** Parses a segment; returns null if it is not a JSON object, or repeats a member name. */
function parseObject(segment = ''): object | null {
  const json = Buffer.from(segment, 'base64url').toString('utf8');
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return hasDuplicateMembers(json) ? null : value;
  } catch {
    return null;
  }
}
