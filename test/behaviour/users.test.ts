import { MongoClient } from 'mongodb';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, type TestServer, useGraphward } from '../support/graphward.js';
import { createUsers } from '../support/users.js';

const database = freshDatabaseUri();
const graphward = useGraphward({ database });
const someUsers = (prefix: string, count: number, ...roles: string[]) =>
  createUsers(graphward, prefix, count, ...roles);

interface Connection {
  readonly edges: {
    readonly cursor: string;
    readonly node: { readonly id: string; readonly email: string; readonly roles: string[] };
  }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number | null;
}

interface Wanted {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly filter?: Record<string, unknown> | null;
}

let admin: Person;
let clerk: Pick<TestServer, 'ask'>;
beforeAll(async () => {
  admin = await graphward.signUp('admin', 'ADMIN');
  clerk = graphward.as(admin);
});

const ask = (wanted: Wanted) =>
  clerk.ask(
    `query ($first: Int, $after: String, $filter: UserFilter) {
      users(first: $first, after: $after, filter: $filter) {
        edges { cursor node { id email roles } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        totalCount
      }
    }`,
    { ...wanted },
  );

const list = async (wanted: Wanted = {}) => expectData(await ask(wanted)).users as Connection;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const emailsOf = ({ edges }: Connection) => edges.map(({ node }) => node.email);

describe('a page of users', () => {
  it('contains users with the address prefix, in order, with cursors and a count', async () => {
    const emails = await someUsers('pageable', 5);
    const first = await list({ first: 2, filter: { emailPrefix: 'pageable' } });

    expect(emailsOf(first)).toEqual(emails.slice(0, 2));
    expect(first.totalCount).toBe(5);
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0]?.cursor,
      endCursor: first.edges[1]?.cursor,
    });
  });

  it.each([1, 2, 3, 6, 7, 100])('of %i leads through all users, each once', async (first) => {
    const prefix = `walk${first}x`;
    const emails = await someUsers(prefix, 6);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Connection = await list({ first, after, filter: { emailPrefix: prefix } });
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...emailsOf(page));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(emails);
  });

  it('continues where it ended although users are added and removed', async () => {
    await someUsers('moving', 4);
    const page = await list({ first: 2, filter: { emailPrefix: 'moving' } });
    await someUsers('moving000b', 1);
    expect(
      emailsOf(await list({ after: page.pageInfo.endCursor, filter: { emailPrefix: 'moving' } })),
    ).toEqual(['moving002@example.com', 'moving003@example.com']);
  });

  it('has 20 users by default and for null, and at most 100', async () => {
    await someUsers('crowd', 21);
    const filter = { emailPrefix: 'crowd' };
    for (const wanted of [{ filter }, { filter, first: null, after: null }]) {
      expect((await list(wanted)).edges).toHaveLength(20);
    }
    expect((await list({ filter, first: 100 })).edges).toHaveLength(21);
  });

  it('may be empty', async () => {
    expect(await list({ filter: { emailPrefix: 'nobody-at-all' } })).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      totalCount: 0,
    });
  });
});

describe('a filter', () => {
  beforeAll(() => someUsers('pre-fixed', 1));

  it('by role finds users to whom the role is assigned, together with the prefix', async () => {
    await someUsers('filtered-user', 2);
    await someUsers('filtered-editor', 2, 'EDITOR', 'USER');

    const editors = await list({ filter: { role: 'EDITOR', emailPrefix: 'filtered' } });
    expect(emailsOf(editors)).toEqual(['filtered-editor000@example.com', 'filtered-editor001@example.com']);
    expect(editors.totalCount).toBe(2);
    expect((await list({ filter: { role: 'USER', emailPrefix: 'filtered' } })).totalCount).toBe(4);
    expect((await list({ filter: { role: 'ADMIN' } })).edges.map(({ node }) => node.id)).toEqual([admin.id]);
  });

  it.each([
    ['capitals', 'PRE-fixed'],
    ['full-width letters', '\uff50re-fixed'],
  ])('by prefix ignores %s', async (_what, emailPrefix) => {
    expect(emailsOf(await list({ filter: { emailPrefix } }))).toEqual(['pre-fixed000@example.com']);
  });

  it.each(['.*', '^', 'a|b', '$ne', '\\', '\u0000', '%'])(
    'by the prefix %j is taken literally',
    async (emailPrefix) => {
      expect((await list({ filter: { emailPrefix } })).totalCount).toBe(0);
    },
  );

  it.each([[{ emailPrefix: '' }], [{ emailPrefix: null, role: null }], [{}], [null]])(
    'that is empty, %j, finds all users',
    async (filter) => {
      expect((await list({ filter })).totalCount).toBe((await list()).totalCount);
    },
  );
});

describe('the total count', () => {
  /** Stores users directly, because creating so many accounts takes too long. */
  async function storeUsers(prefix: string, count: number): Promise<void> {
    const client = await MongoClient.connect(database);
    const users = Array.from({ length: count }, (_, index) => ({
      email: `${prefix}${index}@example.com`,
      roles: ['USER'],
    }));
    await client.db().collection('users').insertMany(users);
    await client.close();
  }

  it('is the number of all users without a filter', async () => {
    const before = (await list()).totalCount ?? 0;
    await someUsers('one-more', 1);
    expect((await list()).totalCount).toBe(before + 1);
  });

  it('with a filter is exact up to 10,000, and null above', async () => {
    await storeUsers('many', 10_000);
    expect((await list({ filter: { emailPrefix: 'many' } })).totalCount).toBe(10_000);

    await storeUsers('many-and-one', 1);
    expect((await list({ filter: { emailPrefix: 'many' } })).totalCount).toBeNull();
    expect((await list()).totalCount).toBeGreaterThan(10_000);
  });
});

describe('invalid arguments', () => {
  it.each([-1, 0, 101, 10_000, -2_147_483_648])('rejects first: %i', async (first) => {
    expect(expectCode(await ask({ first }), 'BAD_USER_INPUT').extensions.field).toBe('first');
  });

  it.each([1.5, 2_147_483_648, '5', true])('rejects first: %j as not a whole number', async (first) => {
    const result = await ask({ first: first as number });
    expectCode(result, 'BAD_USER_INPUT');
    expect(result.status).toBe(400);
  });

  it.each([
    '',
    'nonsense',
    '/../',
    encode('users'),
    encode(['users']),
    encode(['users', 5]),
    encode(['users', { $gt: '' }]),
    encode(['users', 'x'.repeat(513)]),
    encode(['auditEvents', 'alice@example.com']),
    encode({ 0: 'users', 1: 'alice@example.com' }),
  ])('rejects after: "%s" as a cursor of another list', async (after) => {
    expect(expectCode(await ask({ after }), 'BAD_USER_INPUT').extensions.field).toBe('after');
  });

  it.each(['', 'x', '000000000000', 'g'.repeat(24), '{"$ne":null}', '../me', '0'.repeat(25)])(
    'rejects the ID %j',
    async (id) => {
      expect(
        expectCode(await clerk.ask('query ($id: ID!) { user(id: $id) { id } }', { id }), 'BAD_USER_INPUT')
          .extensions.field,
      ).toBe('id');
    },
  );

  it('an unknown ID is NOT_FOUND, and IDs are case-insensitive', async () => {
    const read = (id: string) => clerk.ask('query ($id: ID!) { user(id: $id) { email } }', { id });
    expectCode(await read('0'.repeat(24)), 'NOT_FOUND');
    expect(expectData(await read(admin.id.toUpperCase())).user).toEqual({ email: admin.email });
  });
});
