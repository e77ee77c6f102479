import { createPrivateKey } from 'node:crypto';
import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkLocation,
  checkProvidedFolder,
  readTrustedFile,
  type TrustedFile,
  trustedFolderEntry,
  UntrustedPathError,
} from '../trusted-files/index.js';

interface KeyFile extends TrustedFile {
  readonly name: string;
}

/** Reads the PEM files in JWT_KEYS_DIR, sorted by modification time and then by name: the newest is last. */
export function readKeyFolder(folder: string, problems: string[]): string[] {
  try {
    checkLocation(folder);
    const path = realpathSync(folder);
    checkProvidedFolder(path);
    const names = readdirSync(path).filter((name) => name.endsWith('.pem'));
    if (names.length === 0) {
      problems.push(
        `JWT_KEYS_DIR contains no .pem file. Create one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${join(folder, 'key.pem')}`,
      );
    }
    return names
      .flatMap((name) => readKeyFile(path, name, problems))
      .sort((one, other) => one.modifiedMs - other.modifiedMs || (one.name < other.name ? -1 : 1))
      .flatMap((file) => usablePem(file, problems));
  } catch (error) {
    problems.push(`JWT_KEYS_DIR cannot be read: ${describe(error)}`);
    return [];
  }
}

function readKeyFile(folder: string, name: string, problems: string[]): KeyFile[] {
  try {
    return [{ name, ...readTrustedFile(trustedFolderEntry(folder, name)) }];
  } catch (error) {
    problems.push(`JWT_KEYS_DIR: ${name} cannot be read: ${describe(error)}`);
    return [];
  }
}

function usablePem({ name, content }: KeyFile, problems: string[]): string[] {
  const pem = content.toString('utf8');
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(pem);
    const usable =
      (type === 'ec' && details?.namedCurve === 'prime256v1') ||
      (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048);
    if (usable) return [pem];
  } catch {
    // Reported below, without OpenSSL's message, which may quote the file.
  }
  problems.push(
    `JWT_KEYS_DIR: ${name} is not a supported private key. Use an unencrypted EC P-256 key, or an RSA key of at least 2048 bits.`,
  );
  return [];
}

function describe(error: unknown): string {
  const { message } = error as Error;
  // The message of an UntrustedPathError is already punctuated.
  return error instanceof UntrustedPathError ? message : `${message}.`;
}
