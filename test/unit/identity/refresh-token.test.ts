import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  formatRefreshToken,
  isAuthentic,
  parseRefreshToken,
  verifierFor,
  verifierOf,
} from '../../../src/identity/refresh-token.js';

const secret = randomBytes(32);
const salt = randomBytes(16);

const sessionId = fc
  .uint8Array({ minLength: 12, maxLength: 12 })
  .map((id) => Buffer.from(id).toString('hex'));
const generation = fc.integer({ min: 0, max: 0xffffffff });
const subject = fc.record({ sessionId, generation });

it('a token identifies a generation of a session and is authentic', () => {
  fc.assert(
    fc.property(subject, (wanted) => {
      const parsed = parseRefreshToken(formatRefreshToken(wanted, secret, salt));
      expect(parsed).toMatchObject(wanted);
      expect(parsed && isAuthentic(parsed, secret, salt)).toBe(true);
    }),
  );
});

it('a generation always has the same token, and no other has it', () => {
  fc.assert(
    fc.property(subject, subject, (one, other) => {
      const same = one.sessionId === other.sessionId && one.generation === other.generation;
      const [token, again, different] = [one, { ...one }, other].map((of) =>
        formatRefreshToken(of, secret, salt),
      );
      expect(token).toBe(again);
      expect(token === different).toBe(same);
    }),
  );
});

it('rejects a token with any bit changed', () => {
  const bit = fc.integer({ min: 0, max: 48 * 8 - 1 });
  fc.assert(
    fc.property(subject, bit, (wanted, changed) => {
      const bytes = Buffer.from(formatRefreshToken(wanted, secret, salt), 'base64url');
      bytes.writeUInt8(bytes.readUInt8(changed >> 3) ^ (1 << (changed & 7)), changed >> 3);
      const parsed = parseRefreshToken(bytes.toString('base64url'));
      expect(parsed && isAuthentic(parsed, secret, salt)).toBe(false);
    }),
  );
});

it('rejects a token of another secret or another salt', () => {
  const wanted = { sessionId: 'ab'.repeat(12), generation: 1 };
  const forgeries = [
    formatRefreshToken(wanted, randomBytes(32), salt),
    formatRefreshToken(wanted, secret, randomBytes(16)),
    formatRefreshToken(wanted, Buffer.alloc(0), salt),
  ];
  for (const forgery of forgeries) {
    const parsed = parseRefreshToken(forgery);
    expect(parsed && isAuthentic(parsed, secret, salt)).toBe(false);
  }
});

it('the verifier of a token is known before it is issued, and reveals nothing of it', () => {
  const wanted = { sessionId: 'ab'.repeat(12), generation: 7 };
  const token = parseRefreshToken(formatRefreshToken(wanted, secret, salt));
  const verifier = verifierFor(wanted, secret, salt);
  expect(token && verifierOf(token)).toEqual(verifier);
  expect(verifier).toHaveLength(16);
  expect(token?.mac.includes(verifier)).toBe(false);
  expect(verifierFor({ ...wanted, generation: 8 }, secret, salt)).not.toEqual(verifier);
});

it('parses any text without an error, and accepts only canonical encodings', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String({ minLength: 64, maxLength: 64 })), (text) => {
      const parsed = parseRefreshToken(text);
      if (parsed) expect(Buffer.from(text, 'base64url').toString('base64url')).toBe(text);
    }),
  );
});
