import { createHmac } from 'node:crypto';
import { deriveKey } from './derive-key.js';

const hashBytes = 16;

/**
 * Creates a function that hashes text with a secret key: without the key, hashes can be compared, but the text cannot be
 * guessed.
 *
 * The hash is the first 16 bytes of HMAC-SHA256 in base64url, the same on all servers that share the secret.
 */
export function createKeyedHash(secret: Buffer, purpose: string): (text: string) => string {
  const key = deriveKey(secret, purpose);
  return (text) => createHmac('sha256', key).update(text).digest().toString('base64url', 0, hashBytes);
}
