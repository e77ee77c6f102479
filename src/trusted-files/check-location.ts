import { lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathSteps } from './path-steps.js';
import { describeEntry, isShared, isSticky, quote, requireTrustedOwner } from './require-trusted.js';

/**
 * Checks every step of a configured path. In a world-writable folder such as `/tmp`, this user or root must own the next
 * step, because anybody could have created it.
 *
 * @returns warnings about world-writable folders without the sticky bit, where others can replace the next step
 * @throws UntrustedPathError when another user owns such a step
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
