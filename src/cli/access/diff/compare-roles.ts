import type { AccessReport } from '@graphward/authorization';
import type { JudgedChange } from './access-diff.js';
import { entriesOf } from './access-file.js';

/** Roles that inherit other roles than before. The effect is also listed by coordinate. */
export function compareRoles(before: AccessReport, after: AccessReport): JudgedChange[] {
  const known = entriesOf(before.roles);
  const changes: JudgedChange[] = [];
  for (const [role, included] of entriesOf(after.roles)) {
    const coordinate = `Role.${role}`;
    const old = known.get(role) ?? [];
    const [gained, lost] = [without(included, old), without(old, included)];
    if (gained.length > 0) {
      changes.push({ verdict: 'unproven', coordinate, change: `now includes ${gained.join(', ')}` });
    }
    if (lost.length > 0) {
      changes.push({ verdict: 'narrower', coordinate, change: `no longer includes ${lost.join(', ')}` });
    }
  }
  return changes;
}

function without(roles: readonly string[], others: readonly string[]): string[] {
  return roles.filter((role) => !others.includes(role));
}
