import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import {
  checkFolder,
  checkLocation,
  readTrustedFile,
  requireTrusted,
  UntrustedPathError,
} from '../../trusted-files/index.js';
import { createFolder } from '../create-folder.js';
import { EmbeddedMongodbError } from '../embedded-mongodb-error.js';
import type { CopiesFolder } from '../host-messages.js';
import { ElfFormatError } from './elf-image.js';
import { lowerGlibcRequirement } from './lower-glibc-requirement.js';

// Error codes of a folder that is not writable, or of a file where a folder is expected.
const unusableFolderCodes = [
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EEXIST',
  'ENOSPC',
  'EDQUOT',
  'EISDIR',
];

/**
 * Copies the binding and the libraries next to it, patched for an older glibc, to the first folder that is writable and
 * that no other user controls. Existing copies are compared byte by byte and replaced if they differ. The originals do
 * not change.
 *
 * The system loads a copy by its path after the comparison, so the folder must be one that nobody else can write to.
 *
 * @returns the path of the binding's copy
 * @throws EmbeddedMongodbError when the files cannot be patched or no folder is usable
 */
export function prepareCompatibleBinding(bindingPath: string, folders: readonly CopiesFolder[]): string {
  const source = dirname(bindingPath);
  const images = readdirSync(source).filter((name) => /\.(node|so)$/.test(name));
  const failures: Error[] = [];
  for (const { path: folder, configured } of folders) {
    try {
      createFolder(folder);
      checkCopiesFolder(folder, configured, images);
      for (const name of images) prepareCopy(join(source, name), join(folder, name));
      return join(folder, basename(bindingPath));
    } catch (error) {
      if (!isUnusable(error)) throw asProblem(error);
      failures.push(error as Error);
    }
  }
  throw new EmbeddedMongodbError(
    `The embedded MongoDB needs a folder that only this user can write to, for files patched for an older glibc. ${failures.map(({ message }) => message).join(' ')} Fix one of these problems, set XDG_CACHE_HOME or DATA_DIR to another folder, or set MONGODB_URI to use a MongoDB server.`,
    { cause: failures[0] },
  );
}

/**
 * Rejects other users' files next to the copies, because the loader searches the binding's folder first for every library
 * (`RUNPATH` is `$ORIGIN`).
 */
function checkCopiesFolder(folder: string, configured: string, images: readonly string[]): void {
  const [replaceable] = checkLocation(configured);
  if (replaceable !== undefined) throw new UntrustedPathError(replaceable);
  const root = realpathSync(configured);
  checkFolder(join(root, relative(configured, folder)), root);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const status = lstatSync(path, { throwIfNoEntry: false });
    // `prepareCopy` replaces an untrusted copy.
    if (status && !images.includes(name)) requireTrusted(path, status);
  }
}

function isUnusable(error: unknown): boolean {
  return (
    error instanceof UntrustedPathError ||
    unusableFolderCodes.includes((error as NodeJS.ErrnoException).code ?? '')
  );
}

function prepareCopy(original: string, copy: string): void {
  const expected = lowerGlibcRequirement(readFileSync(original));
  if (!hasContent(copy, expected)) writeWhole(copy, expected);
}

function hasContent(path: string, expected: Buffer): boolean {
  try {
    return expected.equals(readTrustedFile(path).content);
  } catch (error) {
    if (error instanceof UntrustedPathError) return false;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Replaces the file instead of overwriting it, because another process may have it loaded. */
function writeWhole(path: string, content: Buffer): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = openSync(draft, 'wx', 0o600);
    try {
      for (let written = 0; written < content.length;) written += writeSync(file, content, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function asProblem(error: unknown): unknown {
  if (!(error instanceof ElfFormatError)) return error;
  return new EmbeddedMongodbError(
    `The embedded MongoDB's files cannot be patched for this system's glibc (${error.message}). Use a system with glibc 2.38 or later, or set MONGODB_URI to use a MongoDB server.`,
    { cause: error },
  );
}
