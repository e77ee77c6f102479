/** The page's search, filters and collapsible types. Without the script, the page shows every row. */
export const script = `'use strict';
const filter = document.getElementById('filter');
const { search, role, access, changed, all } = filter.elements;
const shown = document.getElementById('shown');
const rows = [...document.querySelectorAll('tr[data-place]')].map((row) => ({
  row,
  text: (row.dataset.place + ' ' + row.cells[0].textContent).toLowerCase(),
  cells: [...row.querySelectorAll('td')],
}));
const table = document.getElementById('table');
const types = document.querySelector('nav details');
const groups = [...document.querySelectorAll('tbody')];
const columns = [...document.querySelectorAll('[data-role]')];

function isWanted({ row, text, cells }) {
  const words = search.value.toLowerCase().split(/\\s+/);
  const reached = cells.filter((cell) => role.value === '' || cell.dataset.role === role.value);
  return (
    words.every((word) => text.includes(word)) &&
    reached.some((cell) => access.value === '' || cell.dataset.standing.split(' ').some((each) => access.value.split(' ').includes(each))) &&
    (!changed || !changed.checked || isChanged(row, reached))
  );
}

// New and removed coordinates, and changed rules, concern every role.
function isChanged(row, cells) {
  const { change, rules } = row.dataset;
  return change === 'new' || change === 'removed' || rules !== undefined || cells.some((cell) => cell.dataset.change !== undefined);
}

function setCollapsed(group, collapsed) {
  group.toggleAttribute('data-collapsed', collapsed);
  group.querySelector('.toggle').setAttribute('aria-expanded', String(!collapsed));
}

function isFiltered() {
  return search.value !== '' || role.value !== '' || access.value !== '' || (changed && changed.checked);
}

function apply() {
  table.classList.toggle('one-role', role.value !== '');
  if (isFiltered()) for (const group of groups) setCollapsed(group, false);
  for (const column of columns) column.hidden = role.value !== '' && column.dataset.role !== role.value;
  for (const each of rows) each.row.hidden = !isWanted(each);
  for (const group of groups) group.hidden = !group.querySelector('tr[data-place]:not([hidden])');
  const count = rows.filter(({ row }) => !row.hidden).length;
  shown.textContent = count === 0 ? 'No matches.' : count + ' of ' + rows.length + ' coordinates';
}

filter.addEventListener('input', apply);
all.addEventListener('click', () => {
  filter.reset();
  apply();
});
filter.addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, select') !== null;
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  search.focus();
});
for (const group of groups) {
  const toggle = group.querySelector('.toggle');
  toggle.hidden = false;
  toggle.addEventListener('click', () => setCollapsed(group, !group.hasAttribute('data-collapsed')));
}
types.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (link) setCollapsed(document.getElementById(link.hash.slice(1)), false);
});
// A whole schema is too long for a phone.
if (matchMedia('screen and (max-width: 50rem)').matches) {
  types.open = false;
  for (const group of groups) setCollapsed(group, true);
}
filter.hidden = false;
apply();
`;
