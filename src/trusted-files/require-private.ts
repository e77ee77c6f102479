import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describeEntry, quote } from './require-trusted.js';
import { UntrustedPathError } from './untrusted-path-error.js';

const othersMayRead = 0o004;
const othersMaySearch = 0o001;

/**
 * Checks that not everybody can read a secret. Members of the file's group may, as with Kubernetes' `fsGroup`. A file on
 * a read-only mount is accepted, too: Kubernetes mounts Secrets readable by everybody in the container by default.
 *
 * @throws UntrustedPathError when others can read it
 */
export function requirePrivate(path: string, status: Pick<Stats, 'uid' | 'mode'>): void {
  if (process.geteuid === undefined || (status.mode & othersMayRead) === 0) return;
  if (!isReachable(path) || isMountedReadOnly(path)) return;
  throw new UntrustedPathError(
    `${path} is readable by other users (${describeEntry(status)}). Run \`chmod o-r ${quote(path)}\`, and replace the secret if somebody may have read it.`,
  );
}

/** Whether an entry is on a file system that nobody can write to. */
export function isMountedReadOnly(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EROFS';
  }
}

/** Whether others may enter every folder above. */
function isReachable(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & othersMaySearch) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
