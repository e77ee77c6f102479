import type { AccessPlace, AccessReport } from './use-access-report';

export interface AccessRow extends AccessPlace {
  readonly coordinate: string;
  /** What follows the type's name, for example `email` or `login(input:)`. */
  readonly member: string;
}

export interface AccessGroup {
  readonly type: string;
  readonly rows: readonly AccessRow[];
}

export interface AccessFilter {
  readonly search: string;
  readonly role: string;
  /** Words of which a cell must contain one, separated by spaces; empty for all. */
  readonly access: string;
}

const roots = ['Query', 'Mutation', 'Subscription'];

/** The rows that match, by type: root types first. */
export function groupRows({ places }: AccessReport, filter: AccessFilter): readonly AccessGroup[] {
  const groups = new Map<string, AccessRow[]>();
  for (const [coordinate, place] of Object.entries(places)) {
    const [type = '', ...member] = coordinate.split('.');
    if (member.join('.') === '__typename') continue;
    const row = { ...place, coordinate, member: member.join('.') };
    if (matches(row, filter)) groups.set(type, [...(groups.get(type) ?? []), row]);
  }
  const rank = (type: string) => (roots.includes(type) ? roots.indexOf(type) : roots.length);
  return [...groups]
    .map(([type, rows]) => ({ type, rows }))
    .sort((a, b) => rank(a.type) - rank(b.type) || a.type.localeCompare(b.type));
}

function matches({ coordinate, rules, type, access }: AccessRow, filter: AccessFilter): boolean {
  const text = [coordinate, type, ...rules].join(' ').toLowerCase();
  const words = filter.search.toLowerCase().split(/\s+/);
  const cells = filter.role === '' ? Object.values(access) : [access[filter.role] ?? ''];
  const wanted = filter.access.split(' ').filter(Boolean);
  return (
    words.every((word) => text.includes(word)) &&
    (wanted.length === 0 || cells.some((cell) => standingsOf(cell).some((each) => wanted.includes(each))))
  );
}

/** `allow`, `deny`, or the conditions of a cell, without what applies in addition. */
function standingsOf(cell: string): readonly string[] {
  return cell.replaceAll(/\+\w+/g, '').split('|');
}

/** Splits a cell into its words: `owner|group+reauth` → `owner`, `group`, `+reauth`. */
export function wordsOf(cell: string): readonly string[] {
  return [...standingsOf(cell), ...(cell.match(/\+\w+/g) ?? [])];
}
