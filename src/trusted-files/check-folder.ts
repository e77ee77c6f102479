import { lstatSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { checkLocation } from './check-location.js';
import {
  describeEntry,
  hasTrustedOwner,
  quote,
  requireNotWritable,
  requireTrusted,
} from './require-trusted.js';
import { UntrustedPathError } from './untrusted-path-error.js';

/**
 * Checks a folder and its parents, up to the configured folder.
 *
 * @throws UntrustedPathError when one of them is not a folder, belongs to another user or is writable by others
 */
export function checkFolder(path: string, configured = path): void {
  for (const folder of foldersBetween(configured, path)) {
    const status = lstatSync(folder);
    if (!status.isDirectory()) {
      throw new UntrustedPathError(
        `${folder} is not a folder (${describeEntry(status)}). Run \`rm ${quote(folder)}\`.`,
      );
    }
    requireTrusted(folder, status);
  }
}

/**
 * Checks the data folder and its parents.
 *
 * @returns warnings, for example that another user owns the folder, as with a bind mount in a container
 * @throws UntrustedPathError when others can write to it
 */
export function checkDataFolder(dataDir: string): string[] {
  const warnings = checkLocation(dataDir);
  const path = realpathSync(dataDir);
  const status = lstatSync(path);
  if (hasTrustedOwner(status)) {
    checkFolder(path);
    return warnings;
  }
  requireNotWritable(path, status);
  return [
    ...warnings,
    `The data folder ${path} belongs to another user (${describeEntry(status)}), who can replace its contents. To take ownership, run \`chown ${process.geteuid?.() ?? 0} ${quote(path)}\`.`,
  ];
}

function foldersBetween(configured: string, path: string): string[] {
  const names = relative(configured, path).split(sep).filter(Boolean);
  return [configured, ...names.map((_, index) => join(configured, ...names.slice(0, index + 1)))];
}
