import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { compressedBits, maxJudgedLength } from './compressed-bits.js';
import { publishedSecrets } from './published-secrets.js';

const minBits = 256;
/** A random text compresses by this much with a probability of less than one in a million (2^-20). */
const minSavedBits = 20;

/** The alphabets of common secret encodings, smallest first. */
const alphabets = [
  { characters: /^(?:[0-9a-f]+|[0-9A-F]+)$/, size: 16 },
  { characters: /^(?:[0-9a-z]+|[0-9A-Z]+)$/, size: 36 },
  { characters: /^[0-9A-Za-z]+$/, size: 62 },
  { characters: /^[0-9A-Za-z+/_-]+$/, size: 64 },
  { characters: /^[ -~]+$/, size: 95 },
];

/** Base64 or base64url, with or without padding. */
const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** Decodes base64, base64url and hexadecimal; any other text stands for its UTF-8 bytes. */
export function decodeSecret(text: string): Buffer {
  return decode(text) ?? Buffer.from(text, 'utf8');
}

function decode(text: string): Buffer | null {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex');
  if (base64.test(text)) return Buffer.from(text, 'base64');
  return null;
}

/** Whether a secret has fewer than 256 bits of entropy even if every character was chosen at random. */
export function isShort(text: string): boolean {
  const unpadded = withoutPadding(text);
  return (
    decodeSecret(text).length * 8 < minBits || unpadded.length * Math.log2(alphabetSizeOf(unpadded)) < minBits
  );
}

/**
 * Whether a secret is recognizably not random: it is published, follows a pattern, consists of words or encodes a text.
 */
export function isGuessable(text: string): boolean {
  const decoded = decode(text);
  // 32 random bytes are valid UTF-8 with a probability below 2^-26.
  if (decoded !== null && isUtf8(decoded)) return true;
  const secret = decodeSecret(text);
  return (
    publishedSecrets.has(fingerprintOf(secret)) || isPatterned(secret) || isCompressible(withoutPadding(text))
  );
}

/** A fingerprint of the decoded bytes, so that a published secret is recognized in every encoding. */
function fingerprintOf(secret: Buffer): string {
  return createHash('sha256').update(secret).digest('base64url').slice(0, 11);
}

const minDifferent = { bytes: 16, steps: 8 };

function isPatterned(secret: Buffer): boolean {
  const steps = secret.subarray(1).map((byte, index) => byte - (secret[index] ?? 0));
  return new Set(secret).size < minDifferent.bytes || new Set(steps).size < minDifferent.steps;
}

function isCompressible(text: string): boolean {
  const size = alphabetSizeOf(text);
  const randomBits = Math.min(text.length, maxJudgedLength) * Math.log2(size);
  return randomBits - compressedBits(text, size) >= minSavedBits;
}

/** Other characters count as printable ASCII, because no tool generates secrets beyond it. */
function alphabetSizeOf(text: string): number {
  return alphabets.find(({ characters }) => characters.test(text))?.size ?? 95;
}

/** In any other text than base64, a final `=` is as random as the other characters. */
function withoutPadding(text: string): string {
  return base64.test(text) ? text.replace(/=+$/, '') : text;
}
