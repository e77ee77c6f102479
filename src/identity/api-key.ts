import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const prefix = 'gw_';
const secretBytes = 32;
const checksumDigits = 8;
const keyText = /^gw_([0-9a-f]{24})_[A-Za-z0-9_-]{43}([0-9a-f]{8})$/;

/**
 * Creates the text of an API key: `gw_<ID>_<secret><checksum>`. The secret has 256 random bits in base64url. The checksum
 * is the CRC-32 of everything before it, so that secret scanners recognize a key without asking the server.
 *
 * @param id the key's ID, 24 hexadecimal digits; not a secret
 */
export function createApiKeyText(id: string): string {
  const text = `${prefix}${id}_${randomBytes(secretBytes).toString('base64url')}`;
  return text + checksumOf(text);
}

/** Reads the ID of a key. Returns null if the text cannot be a key. */
export function readApiKeyId(text: string): string | null {
  const [, id, checksum] = keyText.exec(text) ?? [];
  if (id === undefined || checksum !== checksumOf(text.slice(0, -checksumDigits))) return null;
  return id;
}

/** Whether a text claims to be an API key, valid or not. */
export function looksLikeApiKey(text: string): boolean {
  return text.startsWith(prefix);
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(checksumDigits, '0');
}
