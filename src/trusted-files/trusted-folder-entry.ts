import { lstatSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pathSteps } from './path-steps.js';
import { isMountedReadOnly } from './require-private.js';
import { isWritableByOthers, requireTrusted, requireTrustedOwner } from './require-trusted.js';
import { UntrustedPathError } from './untrusted-path-error.js';

/**
 * Resolves the path of a file in a provided folder. Links within the folder are accepted, because Kubernetes links the
 * files of its volumes (`key.pem` → `..data/key.pem`).
 *
 * @param folder the folder's real path
 * @throws UntrustedPathError when a subfolder or link along the path is not trusted, or the file is outside the folder
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

/** @throws UntrustedPathError when another user owns a provided folder or can write to it */
export function checkProvidedFolder(path: string): void {
  const status = lstatSync(path);
  // Kubernetes makes the folders of its volumes world-writable (mode 1777) but mounts them read-only.
  if (isWritableByOthers(status) && isMountedReadOnly(path)) requireTrustedOwner(path, status);
  else requireTrusted(path, status);
}

function checkStep(step: string): void {
  const status = lstatSync(step);
  // The mode of a link has no meaning: whoever can write to its folder can replace it.
  if (status.isSymbolicLink()) requireTrustedOwner(step, status);
  else checkProvidedFolder(step);
}
