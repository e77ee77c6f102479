import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AccessTable, accessTable } from '../../src/authorization/index.js';
import { compareAccess } from '../../src/cli/access-diff.js';
import { formatDiff } from '../../src/cli/access-diff-text.js';
import { buildSchema } from '../../src/graphql/build-schema.js';

const file = join(__dirname, 'access-table.json');

test('the policy is the reviewed one', () => {
  const reviewed = JSON.parse(readFileSync(file, 'utf8')) as AccessTable;
  const current = accessTable(buildSchema([]));
  const difference = formatDiff(compareAccess(reviewed, current), (_style, text) => text);
  if (difference !== 'The policy is the same.\n') {
    throw new Error(`${difference}
If that is meant, keep it, and have the change of the file reviewed:
  npm run build && node dist/cli/graphward.js access --json > test/contract/access-table.json`);
  }
  expect(current).toEqual(reviewed);
});
