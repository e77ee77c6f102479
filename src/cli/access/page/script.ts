/** Search and filters of the page. Without it the page shows every row. */
export const script = `'use strict';
const filter = document.getElementById('filter');
const { search, role, access, changed, all } = filter.elements;
const shown = document.getElementById('shown');
const rows = [...document.querySelectorAll('tr[data-place]')].map((row) => ({
  row,
  text: (row.dataset.place + ' ' + row.cells[0].textContent).toLowerCase(),
  cells: [...row.querySelectorAll('td')],
}));
const groups = [...document.querySelectorAll('tbody')];
const columns = [...document.querySelectorAll('[data-role]')];

function isWanted({ row, text, cells }) {
  const words = search.value.toLowerCase().split(/\\s+/);
  const reached = cells.filter((cell) => role.value === '' || cell.dataset.role === role.value);
  return (
    words.every((word) => text.includes(word)) &&
    reached.some((cell) => access.value === '' || access.value.split(' ').includes(cell.dataset.standing)) &&
    (!changed || !changed.checked || isChanged(row, reached))
  );
}

// New and removed coordinates, and changed rules, concern every role.
function isChanged(row, cells) {
  const { change, rules } = row.dataset;
  return change === 'new' || change === 'gone' || rules !== undefined || cells.some((cell) => cell.dataset.change !== undefined);
}

function apply() {
  for (const column of columns) column.hidden = role.value !== '' && column.dataset.role !== role.value;
  for (const each of rows) each.row.hidden = !isWanted(each);
  for (const group of groups) group.hidden = !group.querySelector('tr[data-place]:not([hidden])');
  const count = rows.filter(({ row }) => !row.hidden).length;
  shown.textContent = count === 0 ? 'Nothing matches.' : count + ' of ' + rows.length + ' places';
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
filter.hidden = false;
apply();
`;
