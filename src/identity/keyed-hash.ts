import { createHmac, hkdfSync } from 'node:crypto';

const keyBytes = 32;
const hashBytes = 16;

/**
 * A function that hashes text with a key of the server's, so that whoever sees the hashes can compare them but cannot
 * guess what was hashed. The key is HKDF-SHA256 (RFC 5869) of the secret, without salt, with the purpose as `info`.
 *
 * @returns the first 16 bytes of HMAC-SHA256, in base64url: the same on all servers that share the secret
 */
export function createKeyedHash(secret: Buffer, purpose: string): (text: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, keyBytes));
  return (text) => createHmac('sha256', key).update(text).digest().toString('base64url', 0, hashBytes);
}
