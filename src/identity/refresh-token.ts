import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a refresh token identifies: one generation of one session. */
export interface RefreshTokenSubject {
  /** 24 hexadecimal digits. */
  readonly sessionId: string;
  /** The number of rotations so far, at most 2^32 - 1. */
  readonly generation: number;
}

/** A well-formed refresh token whose MAC has not been verified. */
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
 * Formats the refresh token of a session's generation: `base64url(sessionId . generation . HMAC-SHA256)`, where the
 * HMAC's key is HKDF-SHA256 (RFC 5869) of the server's secret and the session's salt.
 *
 * The contents of the database are not enough to create a token. One generation always has the same token.
 */
export function formatRefreshToken(subject: RefreshTokenSubject, secret: Buffer, salt: Buffer): string {
  const message = messageOf(subject);
  return Buffer.concat([message, macOf(message, secret, salt)]).toString('base64url');
}

/** Parses a token without verifying it. Returns null if it is malformed. */
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

/** Whether the server issued this token. Runs in constant time. */
export function isAuthentic(token: ParsedRefreshToken, secret: Buffer, salt: Buffer): boolean {
  return timingSafeEqual(token.mac, macOf(messageOf(token), secret, salt));
}

/** The verifier by which the database recognizes a token without revealing it: 16 bytes of the SHA-256 of its MAC. */
export function verifierOf({ mac }: ParsedRefreshToken): Buffer {
  return createHash('sha256').update(mac).digest().subarray(0, verifierBytes);
}

/** The verifier of a token that has not been issued yet. */
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
