import type { Stats } from 'node:fs';
import { UntrustedPathError } from './untrusted-path-error.js';

type Entry = Pick<Stats, 'uid' | 'mode'>;

const groupOrOthersMayWrite = 0o022;
const anybodyMayWrite = 0o002;
const sticky = 0o1000;
const permissionBits = 0o7777;

/** Whether a file or folder belongs to this process's user or to root. Always true on systems without user IDs. */
export function hasTrustedOwner({ uid }: Entry): boolean {
  const own = process.geteuid?.();
  return own === undefined || uid === own || uid === 0;
}

/**
 * Whether anybody other than the owner and root can write to a file or folder. As with OpenSSH's `StrictModes`, this
 * includes the group, because its members are unknown. Access control lists show up in the group bits (acl(5)).
 */
export function isWritableByOthers({ mode }: Entry): boolean {
  return process.geteuid !== undefined && (mode & groupOrOthersMayWrite) !== 0;
}

/** Whether anybody can create entries in a folder, such as `/tmp`. */
export function isShared({ mode }: Entry): boolean {
  return process.geteuid !== undefined && (mode & anybodyMayWrite) !== 0;
}

/** Whether only the owner of an entry can replace it in this folder (`S_ISVTX`, see inode(7)). */
export function isSticky({ mode }: Entry): boolean {
  return (mode & sticky) !== 0;
}

/** @throws UntrustedPathError unless it belongs to this process's user or root */
export function requireTrustedOwner(path: string, entry: Entry): void {
  if (hasTrustedOwner(entry)) return;
  throw new UntrustedPathError(
    `${path} belongs to another user (${describeEntry(entry)}). Run Graphward as that user or, if you trust the content, run \`chown -h ${process.geteuid?.() ?? 0} ${quote(path)}\`.`,
  );
}

/** @throws UntrustedPathError when it belongs to another user or others can write to it */
export function requireTrusted(path: string, entry: Entry): void {
  requireTrustedOwner(path, entry);
  requireNotWritable(path, entry);
}

/** @throws UntrustedPathError when anybody other than its owner can write to it */
export function requireNotWritable(path: string, entry: Entry): void {
  if (!isWritableByOthers(entry)) return;
  throw new UntrustedPathError(
    `${path} is writable by other users (${describeEntry(entry)}). If you trust the content, run \`chmod go-w ${quote(path)}\`.`,
  );
}

/** Formats the owner and mode for an error message. */
export function describeEntry({ uid, mode }: Entry): string {
  return `owner uid ${uid}, mode ${(mode & permissionBits).toString(8).padStart(4, '0')}`;
}

/** Quotes a path for a shell command. */
export function quote(path: string): string {
  return /^[\w./@%+:,-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
