import type { AccessCell, AccessRow, AccessTable } from '@graphward/authorization';
import {
  type AccessDiff,
  type CellChange,
  createDiff,
  type JudgedChange,
  type Verdict,
} from './access-diff.js';
import { entriesOf } from './access-file.js';

/**
 * Compares two access tables without the rules behind them. A role that only one table has counts as `ANONYMOUS` in the
 * other, so that any access beyond that of anonymous viewers is wider.
 */
export function compareTables(before: AccessTable, after: AccessTable): AccessDiff {
  const roles = { before: rolesOf(before), after: rolesOf(after) };
  const columns = [...new Set([...roles.after, ...roles.before])];
  const known = entriesOf(before);
  const current = entriesOf(after);
  const changes = [...current].flatMap(([coordinate, row]): JudgedChange[] => {
    const old = known.get(coordinate);
    return old ? compareCells(coordinate, old, row, columns, judgeByCells) : [describeNew(coordinate, row)];
  });
  return createDiff(changes, {
    oldVersion: 1,
    added: Object.fromEntries([...current].filter(([coordinate]) => !known.has(coordinate))),
    removed: Object.fromEntries([...known].filter(([coordinate]) => !current.has(coordinate))),
    newRoles: [...roles.after].filter((role) => !roles.before.has(role)),
    goneRoles: [...roles.before].filter((role) => !roles.after.has(role)),
  });
}

type JudgeConditions = (change: CellChange) => Verdict;

/** The roles whose cells differ. @param judgeConditions compares two cells with conditions */
export function compareCells(
  coordinate: string,
  before: AccessRow,
  after: AccessRow,
  columns: readonly string[],
  judgeConditions: JudgeConditions,
): JudgedChange[] {
  return columns
    .map((role) => ({ coordinate, role, before: cellOf(before, role), after: cellOf(after, role) }))
    .filter((change) => change.before !== change.after)
    .map((change) => ({ ...change, verdict: judgeCell(change, judgeConditions) }));
}

/** A new coordinate gives some viewer more access, even if it requires several roles. */
export function describeNew(coordinate: string, row: AccessRow): JudgedChange {
  const roles = Object.keys(row).filter((role) => row[role] !== 'deny');
  if (roles.includes('ANONYMOUS')) return { verdict: 'wider', coordinate, change: 'new, open to everyone' };
  return roles.length > 0
    ? { verdict: 'wider', coordinate, change: `new, open to ${roles.join(', ')}` }
    : { verdict: 'unproven', coordinate, change: 'new, open to no role alone' };
}

/** From `allow+reauth` to `owner` is wider: the owner need not sign in again. The same applies to `+mfa`. */
function judgeCell(change: CellChange, judgeConditions: JudgeConditions): Verdict {
  const [old, current] = [readCell(change.before), readCell(change.after)];
  if (current.standing === 'deny') return 'narrower';
  const isOpened = old.standing === 'deny' || (current.standing === 'allow' && old.standing !== 'allow');
  if (isOpened || old.suffixes.some((suffix) => !current.suffixes.includes(suffix))) return 'wider';
  return old.standing === 'allow' ? 'narrower' : judgeConditions(change);
}

/** Whether one condition of a cell is enough, or all are necessary, is unknown without the rules. */
function judgeByCells({ before, after }: CellChange): Verdict {
  return readCell(before).standing === readCell(after).standing ? 'narrower' : 'unproven';
}

function readCell(cell: AccessCell): { readonly standing: string; readonly suffixes: readonly string[] } {
  const [standing = 'deny', ...suffixes] = cell.split('+');
  return { standing, suffixes };
}

function rolesOf(table: AccessTable): Set<string> {
  return new Set(Object.values(table).flatMap((row) => Object.keys(row)));
}

function cellOf(row: AccessRow, role: string): AccessCell {
  return (Object.hasOwn(row, role) ? row[role] : row.ANONYMOUS) ?? 'deny';
}
