import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatPrivateKey, generateKey } from '../key-folder/index.js';
import { checkDataFolder, checkFolder, createPrivateFile, readTrustedFile } from '../trusted-files/index.js';
import { localKeyFolder } from './key-settings.js';
import type { Secrets, SigningSecret } from './secrets.js';

const refreshSecretBytes = 32;

export interface ResolvedSecrets extends Pick<Secrets, 'admin' | 'smtp'> {
  readonly signing: SigningSecret;
  readonly refresh: Buffer;
  readonly otherRefresh: readonly Buffer[];
}

/**
 * Replaces `local` with secrets from the data folder, which the first start generates (mode 0600).
 *
 * @throws Error when a file exists but cannot be read or does not contain a secret; UntrustedPathError when another
 * user could have created it
 */
export function resolveLocalSecrets(secrets: Secrets, dataDir: string): ResolvedSecrets {
  if (secrets.signing === 'local' || secrets.refresh === 'local') {
    createFolder(dataDir);
    // Opening the embedded database logs the warnings.
    checkDataFolder(dataDir);
  }
  return {
    admin: secrets.admin,
    smtp: secrets.smtp,
    otherRefresh: secrets.otherRefresh ?? [],
    signing: secrets.signing === 'local' ? localSigning(dataDir) : secrets.signing,
    refresh: secrets.refresh === 'local' ? localRefresh(dataDir) : secrets.refresh,
  };
}

function localSigning(dataDir: string): SigningSecret {
  const folder = join(dataDir, localKeyFolder);
  createFolder(folder);
  checkFolder(folder);
  const names = readdirSync(folder).filter((name) => name.endsWith('.pem'));
  for (const name of names) read(join(folder, name));
  if (names.length === 0)
    readOrCreate(join(folder, 'es256.pem'), () => formatPrivateKey(generateKey('ES256')));
  return { kind: 'folder', folder, passphraseFile: null };
}

function localRefresh(dataDir: string): Buffer {
  const path = join(dataDir, 'refresh-secret');
  const text = readOrCreate(path, () => `${randomBytes(refreshSecretBytes).toString('base64url')}\n`);
  const secret = Buffer.from(text.trim(), 'base64url');
  if (secret.length === refreshSecretBytes) return secret;
  throw new Error(
    `${path} does not contain a ${refreshSecretBytes}-byte secret. Restore it from a backup, or delete it, which ends all sessions.`,
  );
}

function createFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

function read(path: string): string {
  return readTrustedFile(path).content.toString('utf8');
}

/** Of several processes that find no file, one creates it, and all read that one. */
function readOrCreate(path: string, create: () => string): string {
  try {
    return read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  try {
    createPrivateFile(path, create());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return read(path);
}
