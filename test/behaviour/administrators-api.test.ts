import { type AccessReport, accessReport } from '@graphward/authorization';
import { type CommandStartedEvent, MongoClient } from 'mongodb';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { defineModule } from '../../src/modules/index.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, operator, type Person, useGraphward } from '../support/graphward.js';
import { plansOf } from '../support/query-plan.js';
import { logOut, tryToLogIn } from '../support/sessions.js';
import { settle } from '../support/settle.js';

const database = freshDatabaseUri();
const sent: CommandStartedEvent[] = [];
const notes = defineModule({
  name: 'notes',
  typeDefs: 'extend type Query { notes: [String!] @auth(requires: EDITOR) }',
  resolvers: { Query: { notes: () => [] } },
});
const graphward = useGraphward({
  database,
  modules: [notes],
  env: { SIGN_IN_LIMIT_PER_ACCOUNT: '3' },
  onCommand: (event) => sent.push(event),
});
const client = new MongoClient(database);
afterAll(() => client.close());

let admin: Person;
beforeAll(async () => {
  admin = await graphward.signUp('admin', 'ADMIN');
});

const askAsAdmin = (query: string, variables?: Record<string, unknown>) =>
  graphward.as(admin).ask(query, variables);

describe('User.sessions', () => {
  const query = `query ($prefix: String) {
    users(filter: { emailPrefix: $prefix }) { edges { node { email sessions { id current userAgent } } } }
  }`;

  it('lists the active sessions of several users, newest first, with one command', async () => {
    const phone = await graphward.signUp('session-alice');
    await graphward.signIn(phone);
    const bob = await graphward.signUp('session-bob');
    const carol = await graphward.signUp('session-carol');
    await logOut(graphward, { refreshToken: carol.refreshToken });
    await settle(graphward);
    graphward.takeCommands();

    const { users } = expectData(await askAsAdmin(query, { prefix: 'session-' }));

    expect(graphward.takeCommands()).toEqual(['find', 'find']);
    const found = (users.edges as { node: { email: string; sessions: { id: string }[] } }[]).map(
      ({ node }) => node,
    );
    expect(found.map(({ email, sessions }) => [email, sessions.length])).toEqual([
      [phone.email, 2],
      [bob.email, 1],
      [carol.email, 0],
    ]);
    const own = expectData(await graphward.as(phone).ask('{ sessions { id } me { sessions { id } } }'));
    expect(found[0]?.sessions.map(({ id }) => id)).toEqual(
      (own.sessions as { id: string }[]).map(({ id }) => id),
    );
    expect(own.me.sessions).toEqual(own.sessions);
  });

  it('marks the session of the request as current, and no other', async () => {
    await graphward.signIn(admin);

    const { users } = expectData(await askAsAdmin(query, { prefix: 'admin' }));

    const [{ node }] = users.edges as [{ node: { sessions: { current: boolean }[] } }];
    expect(node.sessions.map(({ current }) => current)).toEqual([false, true]);
  });

  it('is null with an error for users who ask for the sessions of others', async () => {
    const editor = await graphward.signUp('editor', 'EDITOR');
    expectCode(await graphward.as(editor).ask(query, { prefix: 'session-' }), 'FORBIDDEN');
  });

  it('shows what a mutation of the same request has changed', async () => {
    const alice = await graphward.signUp('alice');
    await graphward.signIn(alice);
    const [, older] = expectData(await graphward.as(alice).ask('{ sessions { id } }')).sessions as {
      id: string;
    }[];
    const newest = await graphward.signIn(alice);

    const data = expectData(
      await graphward.as(newest).ask(
        `mutation ($id: ID!) {
          before: updateProfile(input: {}) { sessions { id } }
          revokeSession(id: $id) { id }
          after: updateProfile(input: {}) { sessions { id } }
        }`,
        { id: older?.id },
      ),
    );

    expect([data.before.sessions.length, data.after.sessions.length]).toEqual([3, 2]);
  });
});

describe('unlockUser', () => {
  const unlock = (by: Person, userId: string) =>
    graphward
      .as(by)
      .ask('mutation ($input: UnlockUserInput!) { unlockUser(input: $input) { id } }', { input: { userId } });

  it('lifts the limit on attempts to sign in, and records who did it for whom', async () => {
    const alice = await graphward.signUp('alice');
    for (let attempt = 0; attempt < 3; attempt += 1)
      await tryToLogIn(graphward, { ...alice, password: 'wrong' });
    expectCode(await tryToLogIn(graphward, alice), 'RATE_LIMITED');

    expect(expectData(await unlock(admin, alice.id)).unlockUser).toEqual({ id: alice.id });

    expectData(await tryToLogIn(graphward, alice));
    expect(graphward.logLines).toContainEqual(
      expect.objectContaining({ event: 'sign_in_unlocked', userId: admin.id, targetUserId: alice.id }),
    );
  });

  it('is for administrators, and for the accounts of others', async () => {
    const editor = await graphward.signUp('editor', 'EDITOR');

    expectCode(await unlock(editor, admin.id), 'FORBIDDEN');
    expectCode(await unlock(editor, editor.id), 'FORBIDDEN');
    const own = expectCode(await unlock(admin, admin.id), 'FORBIDDEN');
    expect(own.message).toContain('your own account');
    expect(expectCode(await unlock(admin, '0'.repeat(24)), 'NOT_FOUND').extensions.field).toBe('userId');
  });
});

describe('UserFilter.search', () => {
  interface Found {
    readonly emails: readonly string[];
    readonly totalCount: number | null;
    readonly after: string | null;
  }

  async function search(
    filter: object,
    page: { first?: number; after?: string | null } = {},
  ): Promise<Found> {
    const query = `query ($filter: UserFilter, $first: Int, $after: String) {
      users(filter: $filter, first: $first, after: $after) {
        totalCount edges { node { email } } pageInfo { hasNextPage endCursor }
      }
    }`;
    const { users } = expectData(await askAsAdmin(query, { filter, ...page }));
    return {
      emails: (users.edges as { node: { email: string } }[]).map(
        ({ node }) => node.email.split('@')[0] ?? '',
      ),
      totalCount: users.totalCount as number | null,
      after: users.pageInfo.hasNextPage ? (users.pageInfo.endCursor as string) : null,
    };
  }

  async function create(address: string, name: string | null, ...roles: string[]): Promise<void> {
    const account = { email: `${address}@example.com`, password: 'four words make one', name };
    await graphward.app.services.accounts.create(
      null,
      account,
      roles.length > 0 ? roles : ['USER'],
      operator,
    );
  }

  beforeAll(async () => {
    await create('zed', 'Liddell, Alice', 'EDITOR');
    await create('liddell.a', 'Ann');
    await create('liddell.b', 'Liddell, Bob');
    await create('mouse', 'LÍDDELL the Mouse');
    await create('other', 'Charles Dodgson');
    await create('q-regex', '.*');
    await create('q-operator', '{"$gt":""}');
  });

  it.each(['liddell', 'LIDDELL', '  Liddell', 'ｌｉｄｄｅｌｌ'])(
    'finds users whose address or name starts with %j, in the order of their addresses',
    async (text) => {
      const emails = ['liddell.a', 'liddell.b', 'mouse', 'zed'];
      expect(await search({ search: text })).toEqual({ emails, totalCount: 4, after: null });
    },
  );

  it('ignores accents in names', async () => {
    expect((await search({ search: 'líddell t' })).emails).toEqual(['mouse']);
  });

  it.each([1, 2, 3, 4])('leads through all pages of %i users', async (first) => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Found = await search({ search: 'liddell' }, { first, after });
      seen.push(...page.emails);
      after = page.after;
    } while (after !== null);
    expect(seen).toEqual(['liddell.a', 'liddell.b', 'mouse', 'zed']);
  });

  it('applies together with the other conditions', async () => {
    expect(await search({ search: 'liddell', role: 'EDITOR' })).toMatchObject({
      emails: ['zed'],
      totalCount: 1,
    });
    expect(await search({ search: 'lid', emailPrefix: 'liddell.b' })).toMatchObject({
      emails: ['liddell.b'],
      totalCount: 1,
    });
    expect(await search({ search: 'liddell', emailPrefix: 'm' })).toMatchObject({
      emails: ['mouse'],
      totalCount: 1,
    });
  });

  it.each(['', '   '])('%j is no condition', async (text) => {
    expect(await search({ search: text })).toEqual(await search({}));
  });

  it.each([
    ['.*', ['q-regex']],
    ['.', ['q-regex']],
    ['{"$gt":""}', ['q-operator']],
    ['^l', []],
    ['$where', []],
    ['dodgson', []],
    ['x'.repeat(5_000), []],
  ])('takes %j literally', async (text, emails) => {
    expect((await search({ search: text })).emails).toEqual(emails);
  });

  it('rejects an object instead of a text', async () => {
    const query = 'query ($filter: UserFilter) { users(filter: $filter) { edges { cursor } } }';
    expectCode(await askAsAdmin(query, { filter: { search: { $gt: '' } } }), 'BAD_USER_INPUT');
  });

  it('reads a bounded number of users, however many match', async () => {
    const users = Array.from({ length: 3_000 }, (_, index) => ({
      email: `same${String(index).padStart(5, '0')}@example.com`,
      name: `Crowd ${String(index).padStart(5, '0')}`,
      roles: ['USER'],
    }));
    await client.db().collection('users').insertMany(users);
    sent.length = 0;

    const { emails, totalCount, after } = await search({ search: 'crowd' }, { first: 5 });

    expect([emails.length, totalCount]).toEqual([5, null]);
    expect(after).not.toBeNull();
    const commands = sent
      .map(({ command }) => command)
      .filter(({ find, aggregate }) => (find ?? aggregate) === 'users');
    expect(commands.length).toBeLessThanOrEqual(3);
    for (const command of commands) {
      const [plan] = await plansOf(client.db(), command);
      expect(plan?.stages).not.toContain('COLLSCAN');
      expect(plan?.stages).not.toContain('SORT');
      expect(plan?.documentsRead).toBeLessThanOrEqual(1_001);
    }
  });
});

describe('Query.accessReport', () => {
  const ask = (person: Person) => graphward.as(person).ask('{ accessReport }');

  it('is what `graphward access --json` prints for the running schema, modules included', async () => {
    const report = JSON.parse(String(expectData(await ask(admin)).accessReport)) as AccessReport;
    expect(report).toEqual(accessReport(buildSchema([notes])));
    expect(report.places['Query.notes']?.access).toMatchObject({ USER: 'deny', EDITOR: 'allow' });
  });

  it('is not for other users, nor part of the schema that they see', async () => {
    const editor = await graphward.signUp('editor', 'EDITOR');
    expectCode(await ask(editor), 'FORBIDDEN');
    expectCode(await graphward.ask('{ accessReport }'), 'UNAUTHENTICATED');
    const { __type } = expectData(
      await graphward.as(editor).ask('{ __type(name: "Query") { fields { name } } }'),
    );
    expect((__type.fields as { name: string }[]).map(({ name }) => name)).not.toContain('accessReport');
  });
});
