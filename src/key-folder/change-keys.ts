import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createTokenKey } from '../identity/keyring.js';
import { createPrivateFile, replacePrivateFile } from '../trusted-files/index.js';
import { type KeyDescription, listKeys } from './list-keys.js';
import { formatManifest, type ManifestKey, manifestName } from './manifest.js';
import {
  emptyFolder,
  type KeyFolder,
  type KeyFolderOptions,
  type KeySource,
  readKeyFolder,
  readPassphrase,
} from './read-key-folder.js';

export interface AddKeyOptions extends KeyFolderOptions {
  readonly publishDelaySeconds: number;
  /** Whether it signs immediately, so that verifiers may meet a key that they do not know yet. */
  readonly signsNow: boolean;
}

/** What `retireKey` did. */
export type Retirement =
  | { readonly outcome: 'compromised' | 'removed' | 'withdrawn'; readonly key: KeyDescription }
  /** Nothing: the next key retires it, or its tokens may be valid. */
  | { readonly outcome: 'will be retired' | 'still verifies'; readonly key: KeyDescription };

const lockName = '.keyring.lock';

/** Generates a private key. */
export function generateKey(algorithm: 'ES256' | 'RS256'): KeyObject {
  return algorithm === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    : generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

/** Formats a private key as PEM in PKCS #8, encrypted if there is a passphrase. */
export function formatPrivateKey(key: KeyObject, passphrase?: string): string {
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return key.export({ type: 'pkcs8', format: 'pem', ...encryption }).toString();
}

/**
 * Adds a key to a folder, which is created if it does not exist. The first key signs immediately, later ones after the
 * delay.
 *
 * @throws Error if the folder has problems, or contains the key already
 */
export function addKey(source: KeySource, privateKey: KeyObject, options: AddKeyOptions): KeyDescription {
  const { kid, algorithm } = createTokenKey(privateKey);
  mkdirSync(source.folder, { recursive: true, mode: 0o700 });
  return whileLocked(source, () => {
    const entries = readEntries(source, options);
    const file = `${fileTime(options.now)}-${algorithm.toLowerCase()}-${kid.slice(0, 8)}.pem`;
    requireNew(kid, entries);
    createPrivateFile(join(source.folder, file), formatPrivateKey(privateKey, readPassphrase(source)));
    return list(source, entries, { kid, file }, options);
  });
}

/**
 * Adds a private key from a file, which stays as it is. If it is in the folder already, it is only listed.
 *
 * @param passphraseFile for an encrypted file; by default, the passphrase of the folder
 */
export function importKey(
  source: KeySource,
  path: string,
  { passphraseFile, ...options }: AddKeyOptions & { readonly passphraseFile: string | null },
): KeyDescription {
  const passphrase = readPassphrase(passphraseFile === null ? source : { passphraseFile });
  const privateKey = parse(path, readFileSync(path, 'utf8'), passphrase);
  if (!isIn(source.folder, path)) return addKey(source, privateKey, options);
  const { kid } = createTokenKey(privateKey);
  return whileLocked(source, () => {
    const entries = readEntries(source, options);
    requireNew(kid, entries);
    return list(source, entries, { kid, file: basename(path) }, options);
  });
}

/**
 * Retires a key: withdraws one that has not signed yet, or removes one whose tokens have expired.
 *
 * @param name its ID or the name of its file
 * @param compromised rejects its tokens immediately, whatever its state
 * @throws Error if there is no such key, or no other key could sign
 */
export function retireKey(
  source: KeySource,
  name: string,
  { compromised, ...options }: KeyFolderOptions & { readonly compromised: boolean },
): Retirement {
  return whileLocked(source, () => {
    const { keys, problems } = listKeys(source, options);
    const key = keys.find(({ kid, file }) => kid === name || file === name);
    if (!key) throw new Error(`Key not found: ${name}. See \`graphward keys list\`.`);
    if (key.state === 'unlisted') throw new Error(`${key.file} is not in use. Remove the file.`);
    const unrelated = problems.filter((problem) => problem !== key.problem);
    if (unrelated.length > 0) throw new Error(unrelated.join('\n'));
    const entries = entriesOf(readKeyFolder(source, options), options.now);
    const isThis = (entry: ManifestKey) => entry.kid === key.kid;
    const others = entries.filter((entry) => !isThis(entry));
    const change = (changes: Partial<ManifestKey>) =>
      write(
        source,
        entries.map((entry) => (isThis(entry) ? { ...entry, ...changes } : entry)),
      );
    const hasSuccessor = others.some(
      (entry) => !entry.compromised && !entry.retiredAt && willSign(entry, keys),
    );

    if (compromised && key.state !== 'compromised') {
      if (!hasSuccessor)
        throw new Error(
          'No other key can sign. Create one first, with `graphward keys new --sign-now`, and repeat this command.',
        );
      change({ compromised: true });
      return { outcome: 'compromised', key };
    }
    if (key.state === 'expired' || key.state === 'compromised') {
      write(source, others);
      rmSync(join(source.folder, key.file), { force: true });
      return { outcome: 'removed', key };
    }
    if (key.state === 'published') {
      change({ retiredAt: options.now });
      return { outcome: 'withdrawn', key };
    }
    if (key.state === 'verifying') {
      // Without a manifest, nobody knows until when.
      if (key.verifiesUntil === null) write(source, entries);
      const { keys: current } = listKeys(source, options);
      return { outcome: 'still verifies', key: current.find(({ kid }) => kid === key.kid) ?? key };
    }
    if (!hasSuccessor) throw new Error('No other key can sign. Create one first, with `graphward keys new`.');
    return { outcome: 'will be retired', key };
  });
}

function willSign({ kid }: ManifestKey, keys: readonly KeyDescription[]): boolean {
  const state = keys.find((key) => key.kid === kid)?.state;
  return state === 'published' || state === 'signing';
}

function list(
  source: KeySource,
  entries: readonly ManifestKey[],
  added: Pick<ManifestKey, 'kid' | 'file'>,
  { now, publishDelaySeconds, signsNow, ...options }: AddKeyOptions,
): KeyDescription {
  const isFirst = entries.length === 0;
  const delayMs = isFirst || signsNow ? 0 : publishDelaySeconds * 1000;
  write(source, [...entries, { ...added, publishedAt: now, signsFrom: new Date(now.getTime() + delayMs) }]);
  const key = listKeys(source, { ...options, now }).keys.find(({ kid }) => kid === added.kid);
  if (!key) throw new Error(`${manifestName} was changed by somebody else. Repeat the command.`);
  return key;
}

/** @throws Error if the folder has problems other than that it is empty */
function readEntries(source: KeySource, options: KeyFolderOptions): ManifestKey[] {
  const folder = readKeyFolder(source, options);
  const problems = folder.problems.filter((problem) => problem !== emptyFolder);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return entriesOf(folder, options.now);
}

/** Returns the entries of the manifest or, without one, new ones for the keys, of which the last by name signs. */
function entriesOf({ listed, unlisted }: KeyFolder, now: Date): ManifestKey[] {
  if (listed !== null) return listed.map(({ entry }) => entry);
  return unlisted.flatMap(({ file, key }, index) => {
    const signsFrom = index === unlisted.length - 1 ? now : new Date(index);
    return key ? [{ kid: key.kid, file, publishedAt: now, signsFrom }] : [];
  });
}

function requireNew(kid: string, entries: readonly ManifestKey[]): void {
  const known = entries.find((entry) => entry.kid === kid);
  if (known) throw new Error(`The folder contains this key already: ${known.file}.`);
}

function write({ folder }: KeySource, entries: readonly ManifestKey[]): void {
  replacePrivateFile(join(folder, manifestName), formatManifest(entries));
}

/** Two commands that change a manifest at the same time would lose one of the changes. */
function whileLocked<Result>({ folder }: KeySource, work: () => Result): Result {
  const lock = join(folder, lockName);
  try {
    closeSync(openSync(lock, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`Another command is changing the keys. If none is running, remove ${lock}.`, {
      cause: error,
    });
  }
  try {
    return work();
  } finally {
    unlinkSync(lock);
  }
}

function parse(path: string, pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    // Without OpenSSL's message, which may quote the file.
    throw new Error(
      `${path} is not a private key in PEM, or is encrypted with another passphrase. Pass the right one with --passphrase-file.`,
      { cause: error },
    );
  }
}

function isIn(folder: string, path: string): boolean {
  try {
    return realpathSync(dirname(path)) === realpathSync(folder);
  } catch {
    return false;
  }
}

/** `20260131T120000Z`, so that names sort by time, should the manifest be lost. */
function fileTime(date: Date): string {
  return `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
