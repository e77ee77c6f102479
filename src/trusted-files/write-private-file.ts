import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a file that only this user can read (mode 0600). A crash leaves either no file or a complete one, and of several
 * processes that create it exactly one succeeds, because link(2) is atomic.
 *
 * @throws Error with code EEXIST if there is one already
 */
export function createPrivateFile(path: string, content: string): void {
  const draft = writeDraft(path, content);
  try {
    linkSync(draft, path);
  } finally {
    unlinkSync(draft);
  }
  syncFolder(path);
}

/** Replaces a file, or creates it, as a whole, with mode 0600. */
export function replacePrivateFile(path: string, content: string): void {
  renameSync(writeDraft(path, content), path);
  syncFolder(path);
}

function writeDraft(path: string, content: string): string {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return draft;
}

/** Without this, the entry of a new file may be lost in a power failure. */
function syncFolder(path: string): void {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
