import { createPublicKey, type KeyObject } from 'node:crypto';
import type { TrustedAlgorithm } from '../config/index.js';
import type { VerificationKey } from '../identity/verification-steps.js';

/** A member of a JWK Set (RFC 7517 §4), of which nothing is known yet. */
export type JsonWebKeyMembers = Readonly<Record<string, unknown>>;

const curves: Readonly<Record<string, TrustedAlgorithm>> = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};
const minModulusLength = 2_048;
const maxModulusLength = 8_192;

/**
 * Returns the key and the only algorithm that it is used with; null if the issuer's tokens must not be verified with it.
 *
 * @param allowed the issuer's algorithms. An RSA key that does not name its own is used with the first that fits
 */
export function usableKey(
  jwk: JsonWebKeyMembers,
  allowed: readonly TrustedAlgorithm[],
): VerificationKey | null {
  if (!isForSignatures(jwk) || 'd' in jwk || 'k' in jwk) return null;
  const verifyWith = publicKeyOf(jwk);
  if (verifyWith === null) return null;
  const fitting = allowed.filter((algorithm) => fits(algorithm, verifyWith));
  const algorithm = jwk.alg === undefined ? fitting[0] : fitting.find((each) => each === jwk.alg);
  return algorithm === undefined ? null : { algorithm, verifyWith };
}

function isForSignatures({ kty, use, key_ops: operations }: JsonWebKeyMembers): boolean {
  if (kty !== 'RSA' && kty !== 'EC') return false;
  if (use !== undefined && use !== 'sig') return false;
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
}

function publicKeyOf(jwk: JsonWebKeyMembers): KeyObject | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return null;
  }
}

function fits(algorithm: TrustedAlgorithm, { asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  const { namedCurve = '', modulusLength = 0 } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === 'ec') return curves[namedCurve] === algorithm;
  return (
    asymmetricKeyType === 'rsa' &&
    !algorithm.startsWith('ES') &&
    modulusLength >= minModulusLength &&
    modulusLength <= maxModulusLength
  );
}
