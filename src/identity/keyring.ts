import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
} from 'node:crypto';
import { type Clock, systemClock } from './clock.js';

export type SigningAlgorithm = 'ES256' | 'RS256' | 'HS256';

/** A public key as a JSON Web Key (RFC 7517 §4). Node's own type of it has moved between versions of its declarations. */
export type PublicJwk = Readonly<Record<string, unknown>>;

/** A key for signing and verifying access tokens. */
export interface TokenKey {
  /** The RFC 7638 thumbprint of the public key; for a shared secret, an ID that reveals nothing about it. */
  readonly kid: string;
  /** The only algorithm that this key is used with (RFC 8725 §3.1). */
  readonly algorithm: SigningAlgorithm;
  readonly signWith: KeyObject;
  readonly verifyWith: KeyObject;
  /** Null for a shared secret, which is never published. */
  readonly publicJwk: PublicJwk | null;
}

/** When a key signs and verifies, in milliseconds since the epoch. */
export interface KeyLife {
  readonly signsFrom: number;
  readonly signsUntil: number;
  /** Later than `signsUntil` by at least the lifetime of a token. */
  readonly verifiesUntil: number;
}

export interface ScheduledKey extends KeyLife {
  readonly key: TokenKey;
}

/** The keys of access tokens at this moment. One signs, and all verify. */
export interface Keyring {
  readonly signing: TokenKey;
  find(kid: string): TokenKey | undefined;
  /** The public keys as a JWK Set (RFC 7517 §5). */
  readonly jwks: { readonly keys: readonly PublicJwk[] };
}

/** A keyring whose keys can be replaced while it is in use. */
export interface ReplaceableKeyring extends Keyring {
  /** @param keys in the order in which they sign; at least one */
  replace(keys: readonly ScheduledKey[]): void;
}

/** @param keys oldest first: the last one signs, and all verify */
export function createKeyring(keys: readonly TokenKey[]): Keyring {
  const always = { signsFrom: -Infinity, signsUntil: Infinity, verifiesUntil: Infinity };
  return createScheduledKeyring(
    keys.map((key) => ({ key, ...always })),
    systemClock,
  );
}

/**
 * Creates a keyring whose keys sign and verify at their times.
 *
 * @param keys in the order in which they sign; at least one
 */
export function createScheduledKeyring(keys: readonly ScheduledKey[], clock: Clock): ReplaceableKeyring {
  let current: readonly ScheduledKey[] = [];
  let byKid = new Map<string, ScheduledKey>();
  const now = () => clock().getTime();

  function replace(next: readonly ScheduledKey[]): void {
    if (next.length === 0) throw new Error('There is no signing key.');
    // A key that stays is the same object, so that verified tokens need not be verified again.
    current = next.map((each) => ({ ...each, key: byKid.get(each.key.kid)?.key ?? each.key }));
    byKid = new Map(current.map((each) => [each.key.kid, each]));
  }

  replace(keys);
  return {
    replace,
    get signing() {
      return signingAt(current, now()).key;
    },
    find: (kid) => {
      const found = byKid.get(kid);
      return found && now() < found.verifiesUntil ? found.key : undefined;
    },
    get jwks() {
      const at = now();
      const live = current.filter(({ verifiesUntil }) => at < verifiesUntil);
      return { keys: live.flatMap(({ key }) => (key.publicJwk ? [key.publicJwk] : [])) };
    },
  };
}

/** Returns the last key that signs at this time. If none does, the next one begins early. */
export function signingAt<Key extends KeyLife>(keys: readonly Key[], now: number): Key {
  const signing =
    keys.findLast(({ signsFrom, signsUntil }) => signsFrom <= now && now < signsUntil) ??
    keys.find(({ signsFrom, signsUntil }) => now < signsFrom && signsFrom < signsUntil) ??
    keys.at(-1);
  if (!signing) throw new Error('There is no signing key.');
  return signing;
}

/** Creates an HS256 key from a shared secret. */
export function createSharedKey(secret: Buffer): TokenKey {
  const key = createSecretKey(secret);
  const kid = createHmac('sha256', secret).update('graphward kid').digest('base64url').slice(0, 22);
  return { kid, algorithm: 'HS256', signWith: key, verifyWith: key, publicJwk: null };
}

/**
 * Parses a private key in PKCS #8, SEC 1 (EC) or PKCS #1 (RSA).
 *
 * @param passphrase for an encrypted key
 * @throws Error if the PEM is not a P-256 private key or an RSA private key of at least 2048 bits
 */
export function parsePrivateKey(pem: string, passphrase?: string): TokenKey {
  return createTokenKey(createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) }));
}

/** @throws Error if it is not a P-256 private key or an RSA private key of at least 2048 bits */
export function createTokenKey(signWith: KeyObject): TokenKey {
  const verifyWith = createPublicKey(signWith);
  const algorithm = algorithmOf(signWith);
  const jwk: PublicJwk = { ...verifyWith.export({ format: 'jwk' }) };
  const kid = thumbprint(jwk);
  return { kid, algorithm, signWith, verifyWith, publicJwk: { ...jwk, kid, alg: algorithm, use: 'sig' } };
}

function algorithmOf(key: KeyObject): 'ES256' | 'RS256' {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1') return 'ES256';
  if (key.asymmetricKeyType === 'rsa' && (details?.modulusLength ?? 0) >= 2048) return 'RS256';
  throw new Error('The key must be an EC P-256 key (ES256) or an RSA key of at least 2048 bits (RS256).');
}

/** RFC 7638 §3: only the required members, in lexicographic order, without white space. */
function thumbprint(jwk: PublicJwk): string {
  const required =
    jwk.kty === 'EC'
      ? { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }
      : { e: jwk.e, kty: jwk.kty, n: jwk.n };
  return createHash('sha256').update(JSON.stringify(required)).digest('base64url');
}
