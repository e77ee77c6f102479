import { lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { pathSteps } from './path-steps.js';
import { describeEntry, isShared, isSticky, quote, requireTrustedOwner } from './require-trusted.js';

/**
 * Checks what lies above a configured path. In a folder that is everybody's, such as `/tmp`, the entries on the way
 * must be this user's or root's: others may have put theirs there.
 *
 * @returns warnings: folders without the sticky bit in which others can replace the entries on the way
 * @throws UntrustedPathError when another user owns such an entry
 */
export function checkLocation(path: string): string[] {
  if (process.geteuid === undefined) return [];
  const warnings = new Set<string>();
  for (const step of pathSteps(path)) {
    const folder = dirname(step);
    const status = statSync(folder);
    if (!isShared(status)) continue;
    if (isSticky(status)) {
      requireTrustedOwner(step, lstatSync(step));
      continue;
    }
    warnings.add(
      `${folder} is writable by other users (${describeEntry(status)}), who can replace ${step}. Run \`chmod o-w ${quote(folder)}\`.`,
    );
  }
  return [...warnings];
}
