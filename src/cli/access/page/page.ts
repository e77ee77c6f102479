import { createHash } from 'node:crypto';
import type { AccessTable } from '@graphward/authorization';
import type { GraphQLSchema } from 'graphql';
import { type LegendEntry, legendOf } from '../access-legend.js';
import { columnsOf, groupRows } from '../access-rows.js';
import { type AccessChange, type AccessDiff, isCellChange } from '../diff/access-diff.js';
import { verdictOf } from '../diff/format-diff.js';
import { Markup, markup } from './markup.js';
import { renderGroup, renderVerdict, renderWord, verdicts } from './rows.js';
import { script } from './script.js';
import { style } from './style.js';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
/** Only the page's own style and script, and nothing from other origins. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src ${hash(style)}`,
  `script-src ${hash(script)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The access table as one self-contained page. With a diff, it marks changes and shows removed coordinates. */
export function renderAccessPage(schema: GraphQLSchema, table: AccessTable, diff?: AccessDiff): string {
  const columns = columnsOf(schema);
  const rows = { ...table, ...diff?.removed };
  const groups = groupRows(schema, rows);
  const legend = legendOf(groups, table);
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Who may use what</title>
<link rel="icon" href="data:,">
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#table">Skip to the table</a>
<header>
<h1>Who may use what</h1>
<p>${Object.keys(table).length} schema coordinates, by role. A role includes the roles that it inherits.</p>
${diff && renderSummary(diff, rows)}
${renderLegend(legend)}
</header>
<main>
${renderFilter(columns, legend, diff)}
<nav aria-label="Types"><details open><summary>Types</summary><ul>${groups.map(
    ({ name }) => markup`<li><a href="#type-${name}">${name}</a></li>`,
  )}</ul></details></nav>
<table id="table" tabindex="-1" role="table">
<caption>What each role may use, by type and member</caption>
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Coordinate</th>${columns.map(
    (role) => markup`<th scope="col" role="columnheader" data-role="${role}">${role}</th>`,
  )}</tr></thead>
${groups.map((group) => renderGroup(group, { columns, table, diff }))}
</table>
</main>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.text;
}

const note = markup`<p class="soft">Each cell describes its own coordinate only. To use a field, the viewer also needs access to a field that returns its type; to use an input field, access to the argument.</p>`;

function renderLegend(legend: readonly LegendEntry[]): Markup {
  const entries = legend.map(
    ([word, meaning]) => markup`<div><dt>${renderWord(word)}</dt><dd>${meaning}</dd></div>\n`,
  );
  return markup`<dl class="legend">
${entries}<div><dt><span class="public">@public</span></dt><dd>open to everyone, even without signing in</dd></div>
</dl>
${note}`;
}

function renderSummary(diff: AccessDiff, rows: AccessTable): Markup {
  const count = (changes: readonly AccessChange[]) =>
    new Set(changes.map(({ coordinate }) => coordinate)).size;
  const counts = [
    `${count(diff.wider)} wider`,
    `${count(diff.unproven)} changed and not provably narrower`,
    `${count(diff.narrower)} narrower`,
    `${Object.keys(diff.added).length} new`,
    `${Object.keys(diff.removed).length} removed`,
  ];
  const roles = [
    ...diff.newRoles.map((role) => `${role} is a new role.`),
    ...diff.goneRoles.map((role) => `The role ${role} was removed.`),
  ];
  return markup`<p><strong>${verdictOf(diff)}</strong>
Coordinates: ${counts.join(', ')}. ${roles.join(' ')}</p>
${diff.oldVersion === 1 && markup`<p>The old file has version 1, which has no rules, types or defaults. Changes to those are not shown.</p>`}
${renderOtherChanges(diff, rows)}`;
}

/** Changes to what has no row: types, roles, and `__typename`. */
function renderOtherChanges(diff: AccessDiff, rows: AccessTable): Markup | undefined {
  const items = verdicts.flatMap((verdict) =>
    diff[verdict]
      .filter(({ coordinate }) => !Object.hasOwn(rows, coordinate))
      .map((change) => {
        const what = isCellChange(change)
          ? `${change.role} ${change.before} → ${change.after}`
          : change.change;
        return markup`<li><code>${change.coordinate}</code>: ${what} ${renderVerdict(verdict)}</li>`;
      }),
  );
  return items.length > 0 ? markup`<ul class="changes">${items}</ul>` : undefined;
}

function renderFilter(
  columns: readonly string[],
  legend: readonly LegendEntry[],
  diff: AccessDiff | undefined,
): Markup {
  const words = legend.map(([word]) => word);
  const conditions = ['owner', 'group', 'policy', 'scope'].filter((each) => words.includes(each));
  const open = ['allow', ...conditions];
  const options = [...(conditions.length > 0 ? [open] : []), ...open.map((each) => [each]), ['deny']];
  return markup`<form id="filter" role="search" aria-label="Filter the table" hidden>
<label class="search">Search <input type="search" name="search" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"></label>
<label>Role <select name="role"><option value="">All roles</option>${columns.map(
    (role) => markup`<option>${role}</option>`,
  )}</select></label>
<label>Access <select name="access"><option value="">Any</option>
${options.map((each) => markup`<option value="${each.join(' ')}">${capitalize(each.join(' or '))}</option>`)}</select></label>
${diff && markup`<label class="check"><input type="checkbox" name="changed"> Changed only</label>`}
<button type="button" name="all">Reset</button>
<output id="shown" role="status" aria-live="polite"></output>
</form>`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
