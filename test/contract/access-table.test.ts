import { join } from 'node:path';
import { type AccessReport, accessReport } from '@graphward/authorization';
import { compareAccess } from '../../src/cli/access/diff/compare-access.js';
import { formatDiff } from '../../src/cli/access/diff/format-diff.js';
import { readAccessFile } from '../../src/cli/access/diff/read-access-file.js';
import { buildSchema } from '../../src/graphql/build-schema.js';

const file = join(__dirname, 'access-table.json');

it('matches the reviewed policy', () => {
  const reviewed = readAccessFile(file);
  if (reviewed.version !== 2) throw new Error(`${file} must have version 2.`);
  const current = accessReport(buildSchema([]));
  const difference = formatDiff(compareAccess(reviewed, current), (_style, text) => text);
  if (difference !== 'The policy is the same.\n') {
    throw new Error(`${difference}
If this is intended, update the file and have the change reviewed:
  npm run build && node dist/cli/graphward.js access --json > test/contract/access-table.json`);
  }
  expect(withoutLines(current)).toEqual(withoutLines(reviewed));
});

/** Line numbers change without a change of the policy. */
function withoutLines({ places, ...report }: AccessReport): object {
  const entries = Object.entries(places).map(([place, { from: _from, ...rest }]) => [place, rest] as const);
  return { ...report, places: Object.fromEntries(entries) };
}
