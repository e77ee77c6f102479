import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a refresh token stands for: one generation of one session. */
export interface RefreshTokenSubject {
  /** 24 hexadecimal digits. */
  readonly sessionId: string;
  /** Counts the rotations, from 0; at most 2^32 - 1. */
  readonly generation: number;
}

export interface ParsedRefreshToken extends RefreshTokenSubject {
  readonly mac: Buffer;
}

const sessionIdBytes = 12;
const generationBytes = 4;
const macBytes = 32;
const tokenBytes = sessionIdBytes + generationBytes + macBytes;
const verifierBytes = 16;
const tokenText = /^[A-Za-z0-9_-]{64}$/;

/**
 * The refresh token of a session's generation: `base64url(sessionId . generation . HMAC-SHA256)`, where the
 * HMAC's key is HKDF-SHA256 (RFC 5869) of the server's secret and the session's salt.
 *
 * Nothing in the database is enough to make one, and the same generation always gives the same token.
 */
export function formatRefreshToken(subject: RefreshTokenSubject, secret: Buffer, salt: Buffer): string {
  const message = messageOf(subject);
  return Buffer.concat([message, macOf(message, secret, salt)]).toString('base64url');
}

/** Takes a token apart without believing it; null when it cannot be one. */
export function parseRefreshToken(token: string): ParsedRefreshToken | null {
  if (!tokenText.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== tokenBytes) return null;
  return {
    sessionId: bytes.toString('hex', 0, sessionIdBytes),
    generation: bytes.readUInt32BE(sessionIdBytes),
    mac: bytes.subarray(sessionIdBytes + generationBytes),
  };
}

/** Whether the server made this token, in constant time. */
export function isAuthentic(token: ParsedRefreshToken, secret: Buffer, salt: Buffer): boolean {
  return timingSafeEqual(token.mac, macOf(messageOf(token), secret, salt));
}

/**
 * What the database can recognise a token by, and nobody can make it from: 16 bytes of its MAC's SHA-256.
 */
export function verifierOf({ mac }: ParsedRefreshToken): Buffer {
  return createHash('sha256').update(mac).digest().subarray(0, verifierBytes);
}

/** The same, for a token that is still to be given out. */
export function verifierFor(subject: RefreshTokenSubject, secret: Buffer, salt: Buffer): Buffer {
  return verifierOf({ ...subject, mac: macOf(messageOf(subject), secret, salt) });
}

function messageOf({ sessionId, generation }: RefreshTokenSubject): Buffer {
  const message = Buffer.alloc(sessionIdBytes + generationBytes);
  message.write(sessionId, 'hex');
  message.writeUInt32BE(generation, sessionIdBytes);
  return message;
}

function macOf(message: Buffer, secret: Buffer, salt: Buffer): Buffer {
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'graphward refresh token', macBytes));
  return createHmac('sha256', key).update(message).digest();
}
