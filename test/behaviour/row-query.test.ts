import { matchesRowFilter, type RowFilter } from '@graphward/authorization';
import { MongoClient, ObjectId } from 'mongodb';
import { toMongoFilter } from '../../src/models/row-query.js';
import { freshDatabaseUri } from '../support/graphward.js';

/** The same numbers in each run (mulberry32), so that a failure can be repeated. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const random = createRandom(20_261_129);
const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T;
const times = <T>(count: number, create: () => T): T[] => Array.from({ length: count }, create);

const ids = [
  '1',
  '2',
  '7',
  '07',
  '-3',
  'acme',
  'Acme',
  'true',
  'null',
  '1.5',
  ' 1',
  '9007199254740993',
  '$in',
];
const stored = [...ids, 1, 2, 7, -3, 1.5, true, false, null, { id: '1' }, 9_007_199_254_740_991, 0, ''];
const fields = ['owner', 'team', 'state'];
const columns = { owner: 'owner_id', team: 'team' };

function randomValue(): unknown {
  return random(4) === 0 ? times(random(4), () => pick(stored)) : pick(stored);
}

function randomRow(): Record<string, unknown> {
  return Object.fromEntries(fields.filter(() => random(5) > 0).map((field) => [field, randomValue()]));
}

function randomFilter(depth = 0): RowFilter {
  const kind = random(depth < 3 ? 8 : 5);
  if (kind === 0) return random(2) === 0;
  if (kind < 5) return { field: pick(fields), in: times(random(4), () => pick(ids)) };
  const parts = times(1 + random(3), () => randomFilter(depth + 1));
  return kind < 7 ? { and: parts } : { or: parts };
}

const client = new MongoClient(freshDatabaseUri());
afterAll(() => client.close());

it('MongoDB selects the rows that match', async () => {
  const collection = client.db().collection<Record<string, unknown> & { _id: number }>('rows');
  const rows = times(300, randomRow);
  const documents = rows.map(({ owner, ...row }, _id) => ({
    ...row,
    ...(owner === undefined ? {} : { owner_id: owner }),
    _id,
  }));
  await collection.insertMany(documents);
  let selections = 0;
  for (const filter of times(400, randomFilter)) {
    const found = await collection
      .find(toMongoFilter(filter, columns))
      .project<{ _id: number }>({ _id: 1 })
      .toArray();
    const expected = rows.flatMap((row, index) => (matchesRowFilter(filter, row) ? [index] : []));
    expect({ filter, found: found.map(({ _id }) => _id).toSorted((a, b) => a - b) }).toEqual({
      filter,
      found: expected,
    });
    if (found.length > 0 && found.length < rows.length) selections += 1;
  }
  // The filters must differ from all and nothing to show anything.
  expect(selections).toBeGreaterThan(100);
});

it('converts IDs to what a column contains', async () => {
  const collection = client.db().collection('objects');
  const [mine, other] = [new ObjectId(), new ObjectId()];
  await collection.insertMany([{ owner: mine }, { owner: other }]);
  const filter: RowFilter = { field: 'owner', in: [mine.toHexString()] };
  const owner = { name: 'owner', value: (id: string) => new ObjectId(id) };
  expect(await collection.find(toMongoFilter(filter, { owner })).toArray()).toMatchObject([{ owner: mine }]);
  expect(matchesRowFilter(filter, { owner: mine })).toBe(true);
  expect(await collection.find(toMongoFilter(filter, {})).toArray()).toEqual([]);
});
