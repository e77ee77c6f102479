import { createHash, randomBytes } from 'node:crypto';

const tokenBytes = 32;
const tokenText = /^[A-Za-z0-9_-]{43}$/;

/** Creates a token for a link in a mail: 256 random bits in base64url. */
export function createAccountToken(): string {
  return randomBytes(tokenBytes).toString('base64url');
}

/**
 * Returns the hash under which a token is stored, or null if the text cannot be a token. SHA-256 without a salt is
 * enough, because a token has 256 random bits.
 */
export function hashAccountToken(token: string): string | null {
  return tokenText.test(token) ? createHash('sha256').update(token).digest('base64url') : null;
}
