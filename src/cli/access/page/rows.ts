import type { AccessCell, AccessTable } from '@graphward/authorization';
import type { AccessGroup, AccessRow } from '../access-rows.js';
import { type AccessDiff, isCellChange, type Verdict } from '../diff/access-diff.js';
import { type Markup, markup } from './markup.js';

export interface RowsContext {
  readonly columns: readonly string[];
  readonly table: AccessTable;
  readonly diff: AccessDiff | undefined;
}

type RowChange = Verdict | 'new' | 'removed';

/** The most important for a reviewer first. */
export const verdicts: readonly Verdict[] = ['wider', 'unproven', 'narrower'];

/** The rows of a type. ARIA roles keep it a table for screen readers where narrow screens lay it out as cards. */
export function renderGroup(group: AccessGroup, context: RowsContext): Markup {
  const { name, keyword, description, rows } = group;
  return markup`<tbody role="rowgroup" id="type-${name}">
<tr class="type" role="row"><th scope="rowgroup" role="rowheader" colspan="${context.columns.length + 1}">
<button type="button" class="toggle" aria-expanded="true" hidden>${name}</button>
<span class="name"><span class="keyword">${keyword}</span> ${name}</span>
${description !== undefined && markup`<p class="description">${description}</p>`}</th></tr>
${rows.map((row) => renderRow(row, context))}
</tbody>
`;
}

function renderRow(row: AccessRow, context: RowsContext): Markup {
  const { coordinate, member, argument, description, rules } = row;
  const change = context.diff && changeOfRow(coordinate, context.diff);
  const changes = renderChanges(coordinate, context.diff);
  return markup`<tr role="row" data-place="${coordinate}"${argument !== undefined && markup` class="argument"`}${
    change && markup` data-change="${change}"`
  }${changes.length > 0 && markup` data-rules`}><th scope="row" role="rowheader"><span class="name">${
    argument === undefined
      ? member
      : markup`<span class="of">${member}(</span>${argument}:<span class="of">)</span>`
  }</span>${row.isPublic && markup` <span class="public">@public</span>`}${row.isFiltered && markup` ${renderWord('@filtered')}`}${(change === 'new' || change === 'removed') && markup` <span class="change plain">${change}</span>`}
${rules.map(
  (rule) =>
    markup`<span class="rule"><code>${rule.text}</code>${
      rule.coordinate !== coordinate && ` from ${rule.coordinate}`
    } ${rule.location}</span>`,
)}
${changes}
${description !== undefined && markup`<p class="description">${description}</p>`}</th>${context.columns.map((role) => renderCell(coordinate, role, context))}</tr>
`;
}

function renderCell(coordinate: string, role: string, { table, diff }: RowsContext): Markup {
  const cell = table[coordinate]?.[role];
  const was = diff?.removed[coordinate]?.[role];
  const change = diff && findChange(coordinate, role, diff);
  return markup`<td role="cell" data-role="${role}" data-standing="${cell ? standingsOf(cell).join(' ') : 'removed'}"${
    change && markup` data-change`
  }>${
    cell && renderStanding(cell)
  }${was !== undefined && markup`<del><span class="soft">${was}</span></del>`}${
    change && markup`<span class="was">was <del>${change.before}</del></span> ${change.label}`
  }</td>`;
}

/** `allow`, `deny`, or the conditions of a cell. */
function standingsOf(cell: AccessCell): readonly string[] {
  return cell.replaceAll(/\+\w+/g, '').split('|');
}

function renderStanding(cell: AccessCell): Markup {
  const words = standingsOf(cell).map((word, index) => markup`${index > 0 && ' | '}${renderWord(word)}`);
  const suffixes = cell.match(/\+\w+/g) ?? [];
  return markup`${words}${suffixes.map((suffix) => markup` ${renderWord(suffix)}`)}`;
}

/** A word of a cell, or of the legend. */
export function renderWord(word: string): Markup {
  if (word === '|') return markup`|`;
  if (word === '@filtered') return markup`<span class="filtered">@filtered</span>`;
  return markup`<span class="cell ${word.replace('+', '')}">${word}</span>`;
}

const labels: Readonly<Record<Verdict, string>> = {
  wider: 'wider',
  unproven: 'changed, not provably narrower',
  narrower: 'narrower',
};

export function renderVerdict(verdict: Verdict): Markup {
  return markup`<span class="change ${verdict}">${labels[verdict]}</span>`;
}

/** Changes to rules, types and defaults, which no cell shows. */
function renderChanges(coordinate: string, diff: AccessDiff | undefined): Markup[] {
  return verdicts.flatMap((verdict) =>
    (diff?.[verdict] ?? [])
      .filter((change) => change.coordinate === coordinate)
      .flatMap((change) => (isCellChange(change) ? [] : [change.change]))
      .map((text) => markup`<p class="rule">${text} ${renderVerdict(verdict)}</p>`),
  );
}

function findChange(
  coordinate: string,
  role: string,
  diff: AccessDiff,
): { readonly before: AccessCell; readonly label: Markup } | undefined {
  for (const verdict of verdicts) {
    const found = diff[verdict]
      .filter(isCellChange)
      .find((change) => change.coordinate === coordinate && change.role === role);
    if (found) return { before: found.before, label: renderVerdict(verdict) };
  }
  return undefined;
}

function changeOfRow(coordinate: string, diff: AccessDiff): RowChange | undefined {
  if (Object.hasOwn(diff.added, coordinate)) return 'new';
  if (Object.hasOwn(diff.removed, coordinate)) return 'removed';
  return verdicts.find((verdict) => diff[verdict].some((change) => change.coordinate === coordinate));
}
