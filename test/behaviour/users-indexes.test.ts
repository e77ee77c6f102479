import { type CommandStartedEvent, type Document, MongoClient } from 'mongodb';
import { expectData } from '../support/expectations.js';
import { freshDatabaseUri, useGraphward } from '../support/graphward.js';
import { plansOf } from '../support/query-plan.js';
import { createUsers } from '../support/users.js';

const database = freshDatabaseUri();
const sent: CommandStartedEvent[] = [];
const graphward = useGraphward({ database, onCommand: (event) => sent.push(event) });

const client = new MongoClient(database);
beforeAll(() => createUsers(graphward, 'indexed', 30, 'EDITOR'));
afterAll(() => client.close());

const isList = ({ find, sort, aggregate, count }: Document) =>
  (find === 'users' && sort !== undefined) || aggregate === 'users' || count === 'users';

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

const filter = { emailPrefix: 'indexed' };
const after = Buffer.from('["users","indexed001@example.com"]').toString('base64url');

it.each<[string, object, string]>([
  ['all users', {}, 'RECORD_STORE_FAST_COUNT'],
  ['users with a prefix', { filter }, 'IXSCAN'],
  ['users with a role', { filter: { role: 'EDITOR' } }, 'IXSCAN'],
  ['users with a prefix and a role', { filter: { ...filter, role: 'EDITOR' } }, 'IXSCAN'],
  ['a later page', { after, filter }, 'IXSCAN'],
])('reads and counts a list of %s without a scan or a sort', async (_what, wanted, countStage) => {
  const commands = await commandsBehind(wanted);

  expect(commands.map(({ find }) => (find ? 'page' : 'count')).sort()).toEqual(['count', 'page']);
  for (const command of commands) {
    const [plan] = await plansOf(client.db(), command);
    expect(plan?.stages).toContain(command.find ? 'IXSCAN' : countStage);
    expect(plan?.stages).not.toContain('COLLSCAN');
    expect(plan?.stages).not.toContain('SORT');
    // A page, and one more user to determine whether there is a next page.
    expect(plan?.documentsRead).toBeLessThanOrEqual(command.find ? 6 : 0);
  }
});
