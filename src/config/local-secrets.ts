import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { checkDataFolder, checkFolder, readTrustedFile } from '../trusted-files/index.js';
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
    readOrCreate(join(folder, 'es256.pem'), () =>
      generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
    );
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

/** Writes to a temporary file and links it into place, so that a crash leaves either no file or a complete one. */
function readOrCreate(path: string, create: () => string): string {
  try {
    return read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  writeSync(file, create());
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return read(path);
}
