// `npm run build && node --expose-gc bench/enforcement/run.mjs`: the engine's cost, as a table. Ratios, because
// absolute times are the machine's. With --check, exits with 1 where a limit is passed.
import { measureLargeSchema } from './large-schema.mjs';
import { measureRows } from './rows.mjs';

const rows = {
  'role rules': 'rows { name email city score adminName }',
  'owner rules': 'rows { ownName ownEmail ownCity ownScore ownId }',
  both: 'rows { name email city ownName ownEmail }',
  'group rules': 'rows { teamName teamEmail teamCity teamScore teamId }',
  'a group on the type': 'teams { name email city score teamId }',
  'a group on the type, @filtered': 'filtered { name email city score teamId }',
  'a policy on the type': 'opens { name email city score id }',
};
/** For what is decided without a promise and without an object's resolver. */
const limits = { 'role rules': 1.05, 'owner rules': 1.05, both: 1.05 };
const rounds = 9;
const results = [];
for (const [label, selection] of Object.entries(rows)) {
  const { ratio, base, spread } = measureRows(selection, rounds);
  // How far the unchanged variant strays from itself says how much the ratio can be trusted.
  const note = `alone ${base.toFixed(1)} ms, itself ${spread[0].toFixed(2)}–${spread.at(-1).toFixed(2)}`;
  results.push({
    what: `1,000 rows × 5 fields, ${label}`,
    value: ratio,
    unit: '×',
    limit: limits[label],
    note,
  });
}
const large = measureLargeSchema();
const schema = '10,000 types × 10 fields';
results.push(
  { what: `${schema}: start-up`, value: large.startUpMilliseconds, unit: 'ms', limit: 2000 },
  {
    what: `${schema}: heap`,
    value: large.megabytes,
    unit: 'MB',
    note: globalThis.gc ? '' : 'rough; run with --expose-gc',
  },
  { what: `${schema}: a role's view, first`, value: large.firstViewMilliseconds, unit: 'ms' },
  { what: `${schema}: a role's view, cached`, value: large.cachedViewMicroseconds, unit: 'µs', limit: 50 },
);

for (const { what, value, unit, limit, note = '' } of results) {
  const shown = `${value.toFixed(2)} ${unit}`.padStart(12);
  console.log(
    `${what.padEnd(52)}${shown}  ${limit ? `limit ${limit} ${unit}`.padEnd(15) : ''.padEnd(15)} ${note}`.trimEnd(),
  );
}
const passed = results.filter(({ value, limit = Infinity }) => value > limit);
if (process.argv.includes('--check') && passed.length > 0) process.exitCode = 1;
