/**
 * For light and dark, wide and narrow screens, and paper. Words carry the meaning; colours only support it.
 * Heights are whole pixels: browsers would round those of sticky and other cells differently.
 */
export const style = `:root {
  color-scheme: light dark;
  --page: #ffffff; --raised: #f4f6f8; --line: #d5dbe1; --text: #1b2229; --soft: #55606b; --focus: #0b57d0;
  --allow: #0f5e2c; --allow-fill: #ddf4e4; --conditional: #6e4a00; --conditional-fill: #fdf0c8; --deny: #7c2430;
  --wider: #a3301a; --wider-fill: #fdeae5; --narrower: #1b4f9c; --narrower-fill: #e6effc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161b; --raised: #1b2128; --line: #323b45; --text: #e4e9ee; --soft: #9ba7b3; --focus: #8ab8ff;
    --allow: #86e0a3; --allow-fill: #17351f; --conditional: #f0cb6b; --conditional-fill: #3a2f10; --deny: #e8a0a8;
    --wider: #ffad99; --wider-fill: #402019; --narrower: #a3c7ff; --narrower-fill: #1a2d4a;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0 auto; max-width: 84rem; padding: 0 1.5rem 4rem;
  background: var(--page); color: var(--text); font: 1rem/1.5rem system-ui, sans-serif;
}
code, .name { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.9em; line-height: 1; }
h1 { margin: 2rem 0 0.25rem; font-size: 1.75rem; line-height: 2.25rem; }
p { margin: 0.25rem 0; }
p.rule { line-height: 1.25rem; }
.soft { color: var(--soft); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -100vw; padding: 0.5rem 1rem; background: var(--page); color: var(--focus); z-index: 4; }
.skip:focus { left: 0.5rem; top: 0.5rem; }

.legend .public, .legend .filtered { margin-left: 0; }
dl.legend { display: flex; flex-wrap: wrap; gap: 0.5rem 1.75rem; margin: 1rem 0; }
.legend div { display: flex; gap: 0.5rem; align-items: baseline; }
.legend dd { margin: 0; color: var(--soft); }

form { display: flex; flex-wrap: wrap; gap: 0.75rem 1rem; align-items: end; margin: 1.25rem 0 0.75rem; }
form label { display: grid; gap: 0.25rem; font-size: 0.875rem; color: var(--soft); }
form .search { flex: 1 1 16rem; max-width: 28rem; }
form .check { display: flex; gap: 0.4rem; align-items: center; min-height: 2.5rem; color: var(--text); }
input[type="search"], select, button {
  min-height: 2.5rem; padding: 0.25rem 0.75rem; border: 1px solid var(--soft); border-radius: 6px;
  background: var(--page); color: var(--text); font: inherit;
}
input[type="checkbox"] { width: 1.1rem; height: 1.1rem; margin: 0; }
button { cursor: pointer; }
#shown { margin-left: auto; min-height: 2.5rem; display: flex; align-items: center; color: var(--soft); }

nav { margin: 0.75rem 0; font-size: 0.875rem; }
nav summary { cursor: pointer; color: var(--soft); }
nav ul { display: flex; flex-wrap: wrap; gap: 0 1rem; margin: 0; padding: 0; list-style: none; }
nav a { display: block; color: var(--focus); }

table { width: 100%; border-collapse: separate; border-spacing: 0; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 0.375rem 0.75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: inherit; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--page); border-bottom: 2px solid var(--text); font-weight: 600; font-size: 0.875rem; }
th:first-child { min-width: 18rem; max-width: 40rem; }
tr[data-place] th, thead th:first-child { position: sticky; left: 0; z-index: 1; background: var(--page); }
thead th:first-child { z-index: 3; }
tr.type th > .name, tr.type th > p { position: sticky; left: 0.75rem; width: fit-content; }
thead th + th { width: 9.5rem; }
.one-role { width: auto; }
.one-role th:first-child { width: 40rem; }
tbody { scroll-margin-top: 2.5rem; }
tbody[data-collapsed] tr[data-place] { display: none; }
.toggle { min-height: 0; width: 1.5rem; height: 1.5rem; padding: 0; border: 0; font-size: 0; vertical-align: top; }
.toggle::before { content: "▸" / ""; font-size: 1rem; line-height: 1.5rem; }
.toggle[aria-expanded="true"]::before { content: "▾" / ""; }
tr.type th { padding-top: 2rem; border-bottom-color: var(--soft); }
tr.type .name { font-size: 1.1rem; font-weight: 700; }
tr.type .keyword { font-weight: 400; color: var(--soft); }
tr.argument th { padding-left: 2.25rem; }
th .name { font-weight: 600; overflow-wrap: anywhere; }
th .of { font-weight: 400; color: var(--soft); }
.description { color: var(--soft); font-size: 0.875rem; max-width: 60ch; }
.rule { margin-left: 0.5rem; color: var(--soft); font-size: 0.8rem; line-height: 1; overflow-wrap: anywhere; }
.rule code { color: var(--text); }
tbody tr[data-place]:hover > * { background: var(--raised); }

td { white-space: nowrap; }
.cell { display: inline-block; padding: 0 0.5rem; border: 1px solid transparent; border-radius: 4px; font-size: 0.875rem; line-height: 1.375rem; vertical-align: top; }
.public, .filtered { margin-left: 0.5rem; padding: 0 0.4rem; border-radius: 4px; font-size: 0.8rem; line-height: 1; }
.public { background: var(--allow-fill); color: var(--allow); }
.filtered { background: var(--conditional-fill); color: var(--conditional); }
.allow { background: var(--allow-fill); color: var(--allow); }
.owner, .group, .policy, .scope { background: var(--conditional-fill); color: var(--conditional); }
.deny { padding-left: 0; color: var(--deny); }
.reauth, .mfa { border: 1px dashed currentColor; }
.was { display: block; font-size: 0.875rem; }
.change { display: inline-block; padding: 0 0.5rem; border-radius: 4px; font-size: 0.8rem; font-weight: 600; vertical-align: top; }
.wider { color: var(--wider); background: var(--wider-fill); }
.unproven { color: var(--conditional); background: var(--conditional-fill); }
.narrower { color: var(--narrower); background: var(--narrower-fill); }
tr[data-change="wider"] th { box-shadow: inset 4px 0 var(--wider); }
tr[data-change="unproven"] th { box-shadow: inset 4px 0 var(--conditional); }
tr[data-change="narrower"] th { box-shadow: inset 4px 0 var(--narrower); }
tr[data-change="new"] th, tr[data-change="removed"] th { box-shadow: inset 4px 0 var(--soft); }
.plain { color: var(--text); background: var(--raised); border: 1px solid var(--line); }

@media screen and (max-width: 50rem) {
  body { padding: 0 1rem 3rem; }
  h1 { margin-top: 1.25rem; font-size: 1.4rem; }
  form label { flex: 1 1 8rem; }
  form .search { flex-basis: 100%; max-width: none; }
  #shown { margin-left: 0; }
  table, thead, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr[data-place] { display: flex; flex-wrap: wrap; gap: 0.35rem 1rem; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
  th, td { padding: 0; border: 0; }
  tr[data-place] th { position: static; min-width: 0; max-width: none; flex: 1 0 100%; }
  .rule { display: block; margin-left: 0; line-height: 1.25rem; }
  tr.type th { padding: 0.75rem 0 0.25rem; border-bottom: 1px solid var(--soft); }
  tbody[data-collapsed] tr.type .description { display: none; }
  tbody { scroll-margin-top: 0; }
  nav a { padding: 0.25rem 0; }
  tr.argument { padding-left: 1.25rem; }
  tr.argument th { padding-left: 0; }
  td::before { content: attr(data-role); display: block; font-size: 0.7rem; color: var(--soft); }
  tr[data-change] { padding-left: 0.75rem; }
  tr[data-change="wider"] { box-shadow: inset 4px 0 var(--wider); }
  tr[data-change="unproven"] { box-shadow: inset 4px 0 var(--conditional); }
  tr[data-change="narrower"] { box-shadow: inset 4px 0 var(--narrower); }
  tr[data-change="new"], tr[data-change="removed"] { box-shadow: inset 4px 0 var(--soft); }
  tr[data-change] th { box-shadow: none !important; }
}
@media (forced-colors: active) { .cell, .change { border: 1px solid; } }
@media print {
  :root {
    font-size: 9pt;
    --page: #fff; --raised: #fff; --line: #999; --text: #000; --soft: #333;
    --allow: #000; --allow-fill: #fff; --conditional: #000; --conditional-fill: #fff; --deny: #000;
    --wider: #000; --wider-fill: #fff; --narrower: #000; --narrower-fill: #fff;
  }
  body { max-width: none; padding: 0; }
  th, td { padding: 0.25rem 0.4rem; }
  thead th + th { width: auto; }
  form, nav, .toggle, .skip { display: none !important; }
  thead th, tr[data-place] th { position: static !important; }
  tbody[data-collapsed] tr[data-place] { display: table-row; }
  tr { break-inside: avoid; }
  tr.type { break-after: avoid; }
  .allow { border-color: #000; font-weight: 700; }
  .owner, .group, .policy, .scope { border: 1px dotted #000; }
  .change { border: 1px solid #000; }
}
`;
