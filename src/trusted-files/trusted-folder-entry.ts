import { accessSync, constants, lstatSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

import { pathSteps } from './path-steps.js';
import { isWritableByOthers, requireTrusted, requireTrustedOwner } from './require-trusted.js';
import { UntrustedPathError } from './untrusted-path-error.js';

/**
 * The path of a file in a folder that others provide, once its links are followed. Links that stay in the folder are
 * accepted, because Kubernetes links the files of its volumes (`key.pem` → `..data/key.pem`).
 *
 * @param folder without links
 * @throws UntrustedPathError when the folder, a folder below it or a link on the way is not trusted, or the file is
 * outside
 */
export function trustedFolderEntry(folder: string, name: string): string {
  const path = realpathSync(join(folder, name));
  if (!path.startsWith(`${folder}${sep}`)) {
    throw new UntrustedPathError(
      `${join(folder, name)} links to ${path}, outside its folder. Replace the link with the file itself.`,
    );
  }
  for (const step of pathSteps(join(folder, name))) {
    if (step.startsWith(`${folder}${sep}`) && step !== path) checkStep(step);
  }
  return path;
}

/** @throws UntrustedPathError when others own a provided folder or can write to it */
export function checkProvidedFolder(path: string): void {
  const status = lstatSync(path);
  // Kubernetes makes the folders of its volumes writable by all (mode 1777) and mounts them read-only.
  if (isWritableByOthers(status) && isMountedReadOnly(path)) requireTrustedOwner(path, status);
  else requireTrusted(path, status);
}

function checkStep(step: string): void {
  const status = lstatSync(step);
  // A link's mode says nothing; only the owner of its folder can change it.
  if (status.isSymbolicLink()) requireTrustedOwner(step, status);
  else checkProvidedFolder(step);
}

function isMountedReadOnly(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EROFS';
  }
}
