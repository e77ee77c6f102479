import type { AccessCell, AccessTable } from '@graphward/authorization';
import { alignColumns, type Paint, type Style } from './access-columns.js';
import { legendOf } from './access-legend.js';
import type { AccessGroup, AccessRow } from './access-rows.js';

const note = `Each cell describes its own coordinate only. To use a field, the viewer also needs access to a field that returns its
type; to use an input field, access to the argument.
`;

const styles: readonly (readonly [RegExp, Style])[] = [
  [/\ballow\b/g, 'green'],
  [/\b(owner|group|policy|scope)\b/g, 'yellow'],
  [/\bdeny\b/g, 'red'],
  [/\+(reauth|mfa)\b/g, 'cyan'],
];

/** The table for a terminal: each type with its members, and the roles in the line of the type's name. */
export function formatTable(
  groups: readonly AccessGroup[],
  columns: readonly string[],
  table: AccessTable,
  paint: Paint,
): string {
  const headings = groups.map(({ keyword, name }) => [`${keyword ?? ''} ${name}`, ...columns]);
  const rows = groups.map((group) =>
    group.rows.map((row) => [labelOf(row), ...cellsOf(row, columns, table)]),
  );
  const lines = alignColumns(groups.flatMap((_, index) => [headings[index] ?? [], ...(rows[index] ?? [])]));
  const blocks = groups.map((group) => {
    const [heading = '', ...members] = lines.splice(0, 1 + group.rows.length);
    return [paint('bold', heading), ...members.map((line) => paintCells(line, paint))].join('\n');
  });
  const legend = alignColumns(legendOf(groups, table)).map((line) => `${line}\n`);
  return `${blocks.join('\n\n')}\n\n${legend.join('')}${note}`;
}

function labelOf({ member, argument, isFiltered }: AccessRow): string {
  if (argument !== undefined) return `    ${argument}:`;
  return isFiltered ? `  ${member} @filtered` : `  ${member}`;
}

function cellsOf({ coordinate }: AccessRow, columns: readonly string[], table: AccessTable): AccessCell[] {
  return columns.map((column) => table[coordinate]?.[column] ?? 'deny');
}

/** Colours the cells, but not the first column. */
function paintCells(line: string, paint: Paint): string {
  const [, label = '', cells = ''] = /^( *\S+)(.*)$/.exec(line) ?? [];
  return (
    label + styles.reduce((text, [word, style]) => text.replace(word, (found) => paint(style, found)), cells)
  );
}
