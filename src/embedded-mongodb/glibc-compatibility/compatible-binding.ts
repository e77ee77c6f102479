import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { createFolder } from '../create-folder.js';
import { EmbeddedMongodbError } from '../embedded-mongodb-error.js';
import { ElfFormatError } from './elf-image.js';
import { lowerGlibcRequirement } from './lower-glibc-requirement.js';

// What a folder that cannot be written to answers with; a file in the place of a folder included.
const UNUSABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'EDQUOT'];

/**
 * Copies of the binding and the libraries beside it that run on an older glibc, in the first of the
 * folders that can be written to. Copies made before are compared with what they should be, byte by
 * byte, and made anew where they differ; the originals stay as they are.
 *
 * @returns the path of the binding's copy.
 * @throws EmbeddedMongodbError when the files are not ones that can be adjusted, or there is no folder.
 */
export function prepareCompatibleBinding(bindingPath: string, folders: readonly string[]): string {
  const source = dirname(bindingPath);
  const images = readdirSync(source).filter((name) => /\.(node|so)$/.test(name));
  const failures: unknown[] = [];
  for (const folder of folders) {
    try {
      createFolder(folder);
      for (const name of images) prepareCopy(join(source, name), join(folder, name));
      return join(folder, basename(bindingPath));
    } catch (error) {
      if (!UNUSABLE.includes((error as NodeJS.ErrnoException).code ?? '')) throw asProblem(error);
      failures.push(error);
    }
  }
  throw new EmbeddedMongodbError(
    `The embedded MongoDB's files for older glibc could not be written to any of ${folders.join(', ')}. Make one of them writable, or set MONGODB_URI to a MongoDB server.`,
    { cause: failures[0] },
  );
}

function prepareCopy(original: string, copy: string): void {
  const expected = lowerGlibcRequirement(readFileSync(original));
  if (!holds(copy, expected)) writeWhole(copy, expected);
}

function holds(path: string, expected: Buffer): boolean {
  try {
    return expected.equals(readFileSync(path));
  } catch (error) {
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
    `The embedded MongoDB's files cannot be adjusted to this system's glibc (${error.message}). Use a system with glibc 2.38 or later, or set MONGODB_URI to a MongoDB server.`,
    { cause: error },
  );
}
