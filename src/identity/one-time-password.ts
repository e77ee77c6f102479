import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { toString as toQrCode } from 'qrcode';

/** What a user presents as the second factor. */
export type OneTimePassword =
  | { readonly kind: 'code'; readonly code: string }
  /** `hash` is that under which the recovery code is stored. */
  | { readonly kind: 'recovery'; readonly hash: string };

const secretBytes = 20;
/** In time steps of 30 seconds, before and after the current one. */
const tolerance = 1;
const maxLength = 64;
const recoveryCodes = 10;
const recoveryCodeLength = 20;
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Creates a TOTP secret (RFC 6238): 160 random bits in Base32. */
export function createTotpSecret(): string {
  return new Secret({ size: secretBytes }).base32;
}

/**
 * Returns the `otpauth:` URL that authenticator apps read.
 *
 * @param issuer the server's `ISSUER`; apps show its host
 */
export function otpauthUrlOf(secret: string, { issuer, email }: { issuer: string; email: string }): string {
  const host = issuer.replace(/^[a-z]+:\/\//i, '').replace(/[:/].*$/, '');
  return new TOTP({ issuer: host || issuer, label: email, secret }).toString();
}

/** Draws a text as a QR code: an SVG document. */
export function drawQrCode(text: string): Promise<string> {
  return toQrCode(text, { type: 'svg' });
}

/**
 * Reads what a user entered. Spaces and hyphens do not count, nor does the case of recovery codes.
 *
 * @returns null if it can be neither a code nor a recovery code
 */
export function parseOneTimePassword(entered: string): OneTimePassword | null {
  if (entered.length > maxLength) return null;
  const text = entered.replace(/[\s-]/g, '').toUpperCase();
  if (/^[0-9]{6}$/.test(text)) return { kind: 'code', code: text };
  return /^[A-Z2-7]{20}$/.test(text) ? { kind: 'recovery', hash: hashOf(text) } : null;
}

/** Returns the time step of a TOTP code, the current one or one of its neighbours, or null if the code is wrong. */
export function timeStepOf(code: string, secret: string, now: Date): number | null {
  const totp = new TOTP({ secret });
  const timestamp = now.getTime();
  const delta = totp.validate({ token: code, timestamp, window: tolerance });
  return delta === null ? null : totp.counter({ timestamp }) + delta;
}

/** Creates ten recovery codes, 100 random bits each, with the hashes to store. */
export function createRecoveryCodes(): {
  readonly codes: readonly string[];
  readonly hashes: readonly string[];
} {
  const texts = Array.from({ length: recoveryCodes }, () =>
    [...randomBytes(recoveryCodeLength)].map((byte) => base32.charAt(byte % base32.length)).join(''),
  );
  return { codes: texts.map((text) => text.match(/.{5}/g)?.join('-') ?? text), hashes: texts.map(hashOf) };
}

/** SHA-256 without a salt is enough, because a code has 100 random bits. */
function hashOf(recoveryCode: string): string {
  return createHash('sha256').update(recoveryCode).digest('base64url');
}
