/** Tokens assembled by hand, as an attacker or another service would. */
import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign as signBytes,
} from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A signature for the first two segments of a token. */
export type Signer = (signingInput: string) => Buffer;

export interface TokenParts {
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
}

export function takeApart(token: string): TokenParts {
  const [header = {}, claims = {}] = token
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
  return { header, claims };
}

/** Encodes text unchanged, so that a segment can contain what `JSON.stringify` never produces. */
export function assemble(header: unknown, claims: unknown, sign: Signer): string {
  const [first, second] = [header, claims].map((part) =>
    Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url'),
  );
  const signingInput = `${first}.${second}`;
  return `${signingInput}.${sign(signingInput).toString('base64url')}`;
}

export const withSecret =
  (secret: string | Buffer): Signer =>
  (input) =>
    createHmac('sha256', secret).update(input).digest();

export const withKey =
  (key: KeyObject): Signer =>
  (input) =>
    signBytes('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });

export const unsigned: Signer = () => Buffer.alloc(0);

/** Creates a folder for `JWT_KEYS_DIR`. Without a manifest, the last key by name signs. */
export function createKeysFolder() {
  const path = mkdtempSync(join(tmpdir(), 'graphward-keys-'));
  return {
    path,
    add(name: string, key: KeyObject): void {
      writeFileSync(join(path, `${name}.pem`), key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

export function ecKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

export function rsaKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

export function publicJwkOf(key: KeyObject): JsonWebKey {
  return createPublicKey(key).export({ format: 'jwk' });
}
