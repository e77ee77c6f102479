import type { AccessCell, AccessTable } from '../authorization/index.js';

/** One role's access to a place that both tables have. */
export interface AccessChange {
  readonly coordinate: string;
  readonly role: string;
  readonly before: AccessCell;
  readonly after: AccessCell;
}

/** What became of a policy. */
export interface AccessDiff {
  readonly wider: readonly AccessChange[];
  readonly narrower: readonly AccessChange[];
  /** New places that nobody needs to sign in for; these count as wider. */
  readonly addedOpen: AccessTable;
  readonly added: AccessTable;
  readonly removed: AccessTable;
  readonly newRoles: readonly string[];
  readonly goneRoles: readonly string[];
  /** Whether anybody may do more than before. */
  readonly isWider: boolean;
}

/**
 * Compares two access tables. A role that only one of them has counts in the other as `ANONYMOUS`, so that what it
 * lets its holders do beyond everybody's access is wider.
 */
export function compareAccess(before: AccessTable, after: AccessTable): AccessDiff {
  const roles = { before: rolesOf(before), after: rolesOf(after) };
  const changes = Object.keys(after)
    .filter((coordinate) => Object.hasOwn(before, coordinate))
    .flatMap((coordinate) =>
      [...new Set([...roles.after, ...roles.before])].map((role) => ({
        coordinate,
        role,
        before: cellOf(before, coordinate, role),
        after: cellOf(after, coordinate, role),
      })),
    )
    .filter((change) => change.before !== change.after);
  const added = Object.entries(after).filter(([coordinate]) => !Object.hasOwn(before, coordinate));
  const isOpen = ([coordinate]: readonly [string, unknown]) =>
    cellOf(after, coordinate, 'ANONYMOUS') !== 'deny';
  const wider = changes.filter(isWider);
  return {
    wider,
    narrower: changes.filter((change) => !isWider(change)),
    addedOpen: Object.fromEntries(added.filter(isOpen)),
    added: Object.fromEntries(added.filter((each) => !isOpen(each))),
    removed: Object.fromEntries(
      Object.entries(before).filter(([coordinate]) => !Object.hasOwn(after, coordinate)),
    ),
    newRoles: [...roles.after].filter((role) => !roles.before.has(role)),
    goneRoles: [...roles.before].filter((role) => !roles.after.has(role)),
    isWider: wider.length > 0 || added.some(isOpen),
  };
}

/** Whether somebody passes now who did not before. `allow+reauth` to `owner` is: the owner need not sign in again. */
function isWider({ before, after }: AccessChange): boolean {
  const [reach, needsReauth] = readCell(before);
  const [newReach, stillNeedsReauth] = readCell(after);
  return newReach > reach || (newReach > 0 && needsReauth && !stillNeedsReauth);
}

function readCell(cell: AccessCell): [reach: number, needsReauth: boolean] {
  const [standing = 'deny', reauth] = cell.split('+');
  return [['deny', 'owner', 'allow'].indexOf(standing), reauth !== undefined];
}

function rolesOf(table: AccessTable): Set<string> {
  return new Set(Object.values(table).flatMap((row) => Object.keys(row)));
}

function cellOf(table: AccessTable, coordinate: string, role: string): AccessCell {
  const row = table[coordinate] ?? {};
  if (Object.hasOwn(row, role)) return row[role] ?? 'deny';
  return row.ANONYMOUS ?? 'deny';
}
