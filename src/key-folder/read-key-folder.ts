import { readdirSync, realpathSync } from 'node:fs';
import { parsePrivateKey, type ScheduledKey, type TokenKey } from '../identity/keyring.js';
import {
  checkLocation,
  checkProvidedFolder,
  readSecretFile,
  readTrustedFile,
  trustedFolderEntry,
  UntrustedPathError,
} from '../trusted-files/index.js';
import { livesOf, type LivingKey } from './key-life.js';
import { type ManifestKey, manifestName, parseManifest } from './manifest.js';

/** Where signing keys are. */
export interface KeySource {
  readonly folder: string;
  /** A file with the passphrase of encrypted keys. */
  readonly passphraseFile: string | null;
}

/** A private key in a folder, or the reason why it cannot be used. */
export interface FolderKey {
  readonly file: string;
  readonly key: TokenKey | null;
  readonly problem: string | null;
}

/** A key that the manifest lists. The key is null, without a problem, if it is no longer needed. */
export interface ListedKey extends FolderKey, LivingKey {}

/** What a key folder contains. */
export interface KeyFolder {
  /** In the order in which they sign; null if there is no manifest. */
  readonly listed: readonly ListedKey[] | null;
  /** The private keys that the manifest does not list, by name. Without a manifest, these are all. */
  readonly unlisted: readonly FolderKey[];
  readonly problems: readonly string[];
}

export interface KeyFolderOptions {
  readonly accessTokenTtlSeconds: number;
  readonly now: Date;
}

/** The problem of a folder without keys. */
export const emptyFolder = 'It contains no .pem file. Create one with: npx graphward keys new';

/** Reads the PEM files and the manifest of a folder. Problems never quote a key. */
export function readKeyFolder(
  source: KeySource,
  { accessTokenTtlSeconds, now }: KeyFolderOptions,
): KeyFolder {
  try {
    checkLocation(source.folder);
    const path = realpathSync(source.folder);
    checkProvidedFolder(path);
    const passphrase = readPassphrase(source);
    const names = readdirSync(path);
    const pems = names.filter((name) => name.endsWith('.pem')).sort();
    const entries = names.includes(manifestName) ? readManifest(path) : null;
    const read = (file: string) => readKey(path, file, passphrase);
    const unlisted = pems.filter((file) => !entries?.some((entry) => entry.file === file));
    if (entries === null) return withProblems({ listed: null, unlisted: unlisted.map(read) });
    const listed = livesOf(entries, accessTokenTtlSeconds).map((each) => {
      const { file, kid } = each.entry;
      const isNeeded = now.getTime() < each.verifiesUntil;
      return { ...each, ...(isNeeded ? requireKid(read(file), kid) : { file, key: null, problem: null }) };
    });
    return withProblems({ listed, unlisted: unlisted.map((file) => ({ file, key: null, problem: null })) });
  } catch (error) {
    return { listed: null, unlisted: [], problems: [describe(error)] };
  }
}

/** Returns the keys of the manifest that still verify, or null if there is no manifest. */
export function scheduleOf({ listed }: KeyFolder): ScheduledKey[] | null {
  if (listed === null) return null;
  return listed.flatMap(({ key, signsFrom, signsUntil, verifiesUntil }) =>
    key ? [{ key, signsFrom, signsUntil, verifiesUntil }] : [],
  );
}

function withProblems(folder: Omit<KeyFolder, 'problems'>): KeyFolder {
  const keys = [...(folder.listed ?? []), ...folder.unlisted];
  const problems = keys.flatMap(({ problem }) => problem ?? []);
  if (keys.length === 0) problems.push(emptyFolder);
  const kids = keys.flatMap(({ key }) => key?.kid ?? []);
  if (new Set(kids).size < kids.length) problems.push('Two files contain the same key. Remove one of them.');
  return { ...folder, problems };
}

function readManifest(folder: string): ManifestKey[] {
  const text = readTrustedFile(trustedFolderEntry(folder, manifestName)).content.toString('utf8');
  try {
    return parseManifest(text);
  } catch (error) {
    throw new Error(`${manifestName} is invalid: ${(error as Error).message}`, { cause: error });
  }
}

/** @throws Error if the file of the passphrase cannot be read or trusted */
export function readPassphrase({ passphraseFile }: Pick<KeySource, 'passphraseFile'>): string | undefined {
  if (passphraseFile === null) return undefined;
  try {
    checkLocation(passphraseFile);
    const passphrase = readSecretFile(realpathSync(passphraseFile)).content.toString('utf8');
    return passphrase.replace(/\r?\n$/, '');
  } catch (error) {
    throw new Error(`The passphrase file cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function readKey(folder: string, file: string, passphrase: string | undefined): FolderKey {
  const unusable = (problem: string): FolderKey => ({ file, key: null, problem });
  let pem: string;
  try {
    pem = readSecretFile(trustedFolderEntry(folder, file)).content.toString('utf8');
  } catch (error) {
    return unusable(`${file} cannot be read: ${describe(error)}`);
  }
  const isEncrypted = /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem);
  if (isEncrypted && passphrase === undefined)
    return unusable(
      `${file} is encrypted. Set JWT_KEYS_PASSPHRASE_FILE to a file that contains its passphrase.`,
    );
  try {
    return { file, key: parsePrivateKey(pem, passphrase), problem: null };
  } catch {
    // Without OpenSSL's message, which may quote the file.
    return unusable(
      isEncrypted
        ? `${file} cannot be decrypted, or is not a supported private key. Check the passphrase in JWT_KEYS_PASSPHRASE_FILE.`
        : `${file} is not a supported private key. Use an EC P-256 key, or an RSA key of at least 2048 bits.`,
    );
  }
}

function requireKid(found: FolderKey, kid: string): FolderKey {
  if (found.key === null || found.key.kid === kid) return found;
  const problem = `${found.file} is not the key that ${manifestName} lists as ${kid}. Restore the file.`;
  return { ...found, key: null, problem };
}

function describe(error: unknown): string {
  const { message } = error as Error;
  // The message of an UntrustedPathError is already punctuated.
  return error instanceof UntrustedPathError || message.endsWith('.') ? message : `${message}.`;
}
