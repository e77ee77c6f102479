import { hkdfSync } from 'node:crypto';

const defaultBytes = 32;

/** Derives a key for one purpose from a secret: HKDF-SHA256 (RFC 5869), without salt, with the purpose as `info`. */
export function deriveKey(secret: Buffer, purpose: string, bytes: number = defaultBytes): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, bytes));
}
