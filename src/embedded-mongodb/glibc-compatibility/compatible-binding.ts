import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readdirSync,
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

// What a folder that cannot be written to answers with; a file in the place of a folder included.
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
 * Copies of the binding and the libraries beside it that run on an older glibc, in the first of the
 * folders that can be written to and that no other user controls. Copies made before are compared with what they
 * should be, byte by byte, and made anew where they differ; the originals stay as they are.
 *
 * The system loads a copy by its path, after the comparison: only a folder that nobody else can change rules out
 * that it loads something else.
 *
 * @returns the path of the binding's copy.
 * @throws EmbeddedMongodbError when the files are not ones that can be adjusted, or there is no folder.
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
 * Beside the copies nothing may lie that others put there while the folder was open to them: the loader looks for
 * every library in the binding's folder first (`RUNPATH` is `$ORIGIN`).
 */
function checkCopiesFolder(folder: string, configured: string, images: readonly string[]): void {
  const [replaceable] = checkLocation(configured);
  if (replaceable !== undefined) throw new UntrustedPathError(replaceable);
  const root = realpathSync(configured);
  checkFolder(join(root, relative(configured, folder)), root);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const status = lstatSync(path, { throwIfNoEntry: false });
    // An untrusted copy is replaced, see below.
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
  if (!holds(copy, expected)) writeWhole(copy, expected);
}

function holds(path: string, expected: Buffer): boolean {
  try {
    return expected.equals(readTrustedFile(path).content);
  } catch (error) {
    if (error instanceof UntrustedPathError) return false;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Another process may be running from the file, so a new one takes its place. */
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
