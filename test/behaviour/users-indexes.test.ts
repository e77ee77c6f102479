import { type CommandStartedEvent, type Document, MongoClient } from 'mongodb';
import { expectData } from '../support/expectations.js';
import { freshDatabaseUri, useGraphward } from '../support/graphward.js';
import { createUsers } from '../support/users.js';

const database = freshDatabaseUri();
const sent: CommandStartedEvent[] = [];
const graphward = useGraphward({ database, onCommand: (event) => sent.push(event) });

const client = new MongoClient(database);
beforeAll(() => createUsers(graphward, 'indexed', 30, 'EDITOR'));
afterAll(() => client.close());

const isList = ({ find, sort, aggregate }: Document) =>
  (find === 'users' && sort !== undefined) || aggregate === 'users';

/** The commands that the server sends to list users. */
async function commandsBehind(wanted: object): Promise<Document[]> {
  const admin = await graphward.signUp('admin', 'ADMIN');
  const list = `query ($after: String, $filter: UserFilter) {
    users(first: 5, after: $after, filter: $filter) { totalCount edges { node { email } } }
  }`;
  sent.length = 0;
  expectData(await graphward.as(admin).ask(list, { ...wanted }));
  return sent.map(({ command }) => command).filter(isList);
}

const connectionFields = new Set(['lsid', '$db', '$clusterTime']);

/** How the database executes a command: its stages, and the number of documents it examines. */
async function planOf(command: Document): Promise<{ stages: string[]; documentsRead: number }> {
  const explained = Object.fromEntries(
    Object.entries(command).filter(([name]) => !connectionFields.has(name)),
  );
  const plan = JSON.stringify(await client.db().command({ explain: explained, verbosity: 'executionStats' }));
  return {
    stages: [...plan.matchAll(/"stage":"(\w+)"/g)].map(([, stage]) => String(stage)),
    documentsRead: Number(/"totalDocsExamined":(\d+)/.exec(plan)?.[1]),
  };
}

const filter = { emailPrefix: 'indexed' };
const after = Buffer.from('["users","indexed001@example.com"]').toString('base64url');

it.each<[string, object]>([
  ['all users', {}],
  ['users with a prefix', { filter }],
  ['users with a role', { filter: { role: 'EDITOR' } }],
  ['users with a prefix and a role', { filter: { ...filter, role: 'EDITOR' } }],
  ['a later page', { after, filter }],
])('reads and counts a list of %s from an index, in order', async (_what, wanted) => {
  const commands = await commandsBehind(wanted);

  expect(commands.map(({ find }) => (find ? 'page' : 'count')).sort()).toEqual(['count', 'page']);
  for (const command of commands) {
    const { stages, documentsRead } = await planOf(command);
    expect(stages).toContain(command.find ? 'IXSCAN' : 'COUNT_SCAN');
    expect(stages).not.toContain('COLLSCAN');
    expect(stages).not.toContain('SORT');
    // A page, and one more user to determine whether there is a next page.
    expect(documentsRead).toBeLessThanOrEqual(command.find ? 6 : 0);
  }
});
