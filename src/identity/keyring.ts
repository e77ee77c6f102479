import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
} from 'node:crypto';

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

/** The keys of access tokens. One signs, and all verify. */
export interface Keyring {
  readonly signing: TokenKey;
  find(kid: string): TokenKey | undefined;
  /** The public keys as a JWK Set (RFC 7517 §5). */
  readonly jwks: { readonly keys: readonly PublicJwk[] };
}

/** @param keys oldest first: the last one signs, and all verify */
export function createKeyring(keys: readonly TokenKey[]): Keyring {
  const signing = keys.at(-1);
  if (!signing) throw new Error('There is no signing key.');
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  return {
    signing,
    find: (kid) => byKid.get(kid),
    jwks: { keys: keys.flatMap((key) => (key.publicJwk ? [key.publicJwk] : [])) },
  };
}

/** Creates an HS256 key from a shared secret. */
export function createSharedKey(secret: Buffer): TokenKey {
  const key = createSecretKey(secret);
  const kid = createHmac('sha256', secret).update('graphward kid').digest('base64url').slice(0, 22);
  return { kid, algorithm: 'HS256', signWith: key, verifyWith: key, publicJwk: null };
}

/** @throws Error if the PEM is not a P-256 private key or an RSA private key of at least 2048 bits */
export function parsePrivateKey(pem: string): TokenKey {
  const signWith = createPrivateKey(pem);
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
