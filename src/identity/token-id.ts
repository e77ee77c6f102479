import { randomBytes } from 'node:crypto';

const bytesOfId = 16;
const timeBytes = 6;

/** A UUIDv7 (RFC 9562 §5.7) in base64url, 22 characters: unique, and contains its creation time. */
export function createTokenId(time: Date): string {
  const id = randomBytes(bytesOfId);
  id.writeUIntBE(time.getTime(), 0, timeBytes);
  id.writeUInt8((id.readUInt8(6) & 0x0f) | 0x70, 6);
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
  return id.toString('base64url');
}

/** When the ID was created, in seconds since the epoch; null for an ID in another format. */
export function timeOfTokenId(tokenId: string): number | null {
  const id = Buffer.from(tokenId, 'base64url');
  // Another spelling of the same bytes is another ID.
  if (id.toString('base64url') !== tokenId) return null;
  if (id.length !== bytesOfId || id.readUInt8(6) >> 4 !== 7 || id.readUInt8(8) >> 6 !== 2) return null;
  return Math.floor(id.readUIntBE(0, timeBytes) / 1000);
}
