import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { requirePrivate } from './require-private.js';
import { describeEntry, quote, requireTrusted } from './require-trusted.js';
import { UntrustedPathError } from './untrusted-path-error.js';

export interface TrustedFile {
  readonly content: Buffer;
  readonly uid: number;
  readonly modifiedMs: number;
}

// Without O_NONBLOCK, opening a named pipe would wait for a writer.
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Reads a file that only this user or root can write to. The checks apply to the open descriptor, not to the path, so
 * that nobody can replace the file between check and read.
 *
 * @throws UntrustedPathError when the file belongs to another user, is writable by others or is not a regular file
 */
export function readTrustedFile(path: string): TrustedFile {
  return readChecked(path, requireTrusted);
}

/**
 * Reads a trusted file that contains a secret.
 *
 * @throws UntrustedPathError when others can read or write it, and as `readTrustedFile`
 */
export function readSecretFile(path: string): TrustedFile {
  return readChecked(path, (name, status) => {
    requireTrusted(name, status);
    requirePrivate(name, status);
  });
}

function readChecked(path: string, check: (path: string, status: Stats) => void): TrustedFile {
  const file = openUnlessSpecial(path);
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw notRegular(path, status);
    check(path, status);
    return { content: readFileSync(file), uid: status.uid, modifiedMs: status.mtimeMs };
  } finally {
    closeSync(file);
  }
}

function openUnlessSpecial(path: string): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ELOOP: a symbolic link. ENXIO: a socket, or a device without a driver.
    if (code === 'ELOOP' || code === 'ENXIO') throw notRegular(path, lstatSync(path));
    throw error;
  }
}

function notRegular(path: string, status: Stats): UntrustedPathError {
  const kind = status.isSymbolicLink() ? 'a symbolic link' : kindOf(status);
  return new UntrustedPathError(
    `${path} is ${kind} (${describeEntry(status)}), not a regular file. Replace it with the file itself, or run \`rm ${quote(path)}\`.`,
  );
}

function kindOf(status: Stats): string {
  if (status.isFIFO()) return 'a named pipe';
  if (status.isSocket()) return 'a socket';
  return status.isDirectory() ? 'a folder' : 'a device';
}
