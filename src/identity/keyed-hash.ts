import { createHmac, hkdfSync } from 'node:crypto';

const keyBytes = 32;
const hashBytes = 16;

/**
 * Creates a function that hashes text with a secret key: without the key, hashes can be compared, but the text cannot be
 * guessed. The key is HKDF-SHA256 (RFC 5869) of the secret, without salt, with the purpose as `info`.
 *
 * The hash is the first 16 bytes of HMAC-SHA256 in base64url, the same on all servers that share the secret.
 */
export function createKeyedHash(secret: Buffer, purpose: string): (text: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, keyBytes));
  return (text) => createHmac('sha256', key).update(text).digest().toString('base64url', 0, hashBytes);
}
