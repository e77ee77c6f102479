import { z } from 'zod';
import type { ClaimPath, TrustedIssuer } from '../config/index.js';
import { isScopeToken } from '../identity/granted-claims.js';
import type { ClaimsReading, RegisteredClaims } from '../identity/verification-steps.js';

/** What a token of another issuer says about its user, by the configured paths. */
export interface TrustedClaims extends RegisteredClaims {
  /** The user's ID at the issuer. */
  readonly id: string;
  /** `jti`, if the token has one. */
  readonly tokenId: string | null;
  /** `sid`, if the token has one. */
  readonly session: string | null;
  /** This server's roles. */
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  /** In seconds since the epoch; 0 if unknown. */
  readonly authTime: number;
  readonly mfa: boolean;
  /** The address, if the issuer has verified it. */
  readonly email: string | null;
}

const seconds = z.number().int().nonnegative();
const text = z.string().min(1).max(256);
const registeredShape = z.object({
  iss: text,
  aud: z.union([text, z.array(text).max(100)]),
  iat: seconds,
  nbf: seconds.optional(),
  exp: seconds,
  jti: text.optional(),
  sid: text.optional(),
});

/** OpenID Connect Core §2: at most 255 ASCII characters. Without spaces, it can be written into a header. */
const subject = /^[\x21-\x7e]{1,255}$/;
const maxItems = 256;
const maxItemLength = 256;

/** Reads claims by the issuer's paths. Values of unexpected types grant nothing. */
export function readTrustedClaims(payload: object, issuer: TrustedIssuer): ClaimsReading<TrustedClaims> {
  const { data, error } = registeredShape.safeParse(payload);
  if (error) return { problem: error.issues.map(({ path }) => path.join('.')).join(', ') };
  if (isOtherKind(payload)) return { problem: 'the token is no access token' };
  const { claims: paths, mfa } = issuer;
  const id = valueAt(payload, paths.id);
  if (typeof id !== 'string' || !subject.test(id)) return { problem: paths.id.join('.') };
  const lists = [paths.roles, paths.scopes, paths.groups].map((path) => (path ? valueAt(payload, path) : []));
  if (lists.some((list) => Array.isArray(list) && list.length > maxItems))
    return { problem: `more than ${maxItems} roles, scopes or groups` };
  const [roles, scopes, groups] = lists;
  const authTime = paths.authTime ? valueAt(payload, paths.authTime) : 0;
  const { iss, aud, iat, nbf, exp, jti = null, sid = null } = data;
  return {
    issuedAtByDatabaseClock: iat,
    claims: {
      iss,
      aud,
      iat,
      nbf,
      exp,
      id,
      tokenId: jti,
      session: sid,
      roles: unique(textsIn(roles).flatMap((role) => issuer.roles.get(role) ?? [])),
      scopes: unique(scopesIn(scopes).filter(isScopeToken)),
      groups: unique(textsIn(groups)),
      authTime: seconds.safeParse(authTime).data ?? 0,
      mfa: mfa !== null && textsIn(valueAt(payload, mfa.claim)).some((each) => mfa.values.includes(each)),
      email: issuer.matchBy === 'email' ? verifiedEmail(payload) : null,
    },
  };
}

/** ID tokens (OpenID Connect Core §2) and tokens of other uses, which some providers sign with the same keys. */
function isOtherKind(payload: object): boolean {
  const use = valueAt(payload, ['token_use']);
  return (
    Object.hasOwn(payload, 'at_hash') ||
    Object.hasOwn(payload, 'c_hash') ||
    // RFC 8417 §2.2: security events, such as logout tokens.
    Object.hasOwn(payload, 'events') ||
    ['ID', 'Refresh', 'Offline', 'Logout'].includes(String(valueAt(payload, ['typ']))) ||
    (use !== undefined && use !== 'access')
  );
}

/** Follows own members of objects only: a path never leads to what JavaScript's objects inherit. */
function valueAt(payload: object, path: ClaimPath): unknown {
  let value: unknown = payload;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** One text, or those in a list. */
function textsIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter(
    (each): each is string => typeof each === 'string' && each !== '' && each.length <= maxItemLength,
  );
}

/** Scopes are separated by spaces (RFC 9068 §2.2.3), or in a list. */
function scopesIn(value: unknown): string[] {
  return typeof value === 'string' ? value.split(' ').slice(0, maxItems) : textsIn(value);
}

function verifiedEmail(payload: object): string | null {
  const email = valueAt(payload, ['email']);
  const isVerified = valueAt(payload, ['email_verified']) === true;
  return isVerified && typeof email === 'string' && email.length <= 320 ? email : null;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
