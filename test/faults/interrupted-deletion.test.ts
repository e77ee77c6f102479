/** The deletion of an account consists of several writes. The connection to the database is cut or stalled between any two. */
import { MongoClient, ObjectId } from 'mongodb';
import { createTestClock } from '../support/clock.js';
import { until } from '../support/embedded-mongodb.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { cleanUpProcesses, sharedDatabase, startServerProcess } from '../support/process.js';
import { askWhoIAm, tryToLogIn, tryToRefresh } from '../support/sessions.js';
import { type FaultyLink, openFaultyLink } from './faulty-link.js';

const clock = createTestClock();
const database = freshDatabaseUri();
const settings = sharedDatabase(database);
const client = new MongoClient(database);
let link: FaultyLink;
/** The server whose connection is cut. */
let server: TestServer;
/** Another instance, which goes on. */
let other: TestServer;
let alice: Person;

beforeAll(async () => {
  link = await openFaultyLink(database);
  other = await startGraphward({ clock, env: settings, database });
  server = await startGraphward({ clock, env: { ...settings, MONGODB_URI: link.uri }, database: link.uri });
});
beforeEach(async () => {
  alice = await other.signUp('alice');
});
afterEach(cleanUpProcesses);
afterAll(async () => {
  await server.stop();
  await other.stop();
  await link.close();
  await client.close();
});

const deleteAccount = (at: TestServer, { password }: Person) =>
  at
    .as(alice)
    .ask('mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { deletedUserId } }', {
      input: { currentPassword: password },
    });

async function left(): Promise<{ users: number; sessions: number }> {
  const id = new ObjectId(alice.id);
  return {
    users: await client.db().collection('users').countDocuments({ _id: id }),
    sessions: await client.db().collection('sessions').countDocuments({ userId: id }),
  };
}

/** Expects that no token of a person is accepted, on either instance. */
async function expectNoAccess(
  ...people: readonly Pick<Person, 'accessToken' | 'refreshToken'>[]
): Promise<void> {
  for (const at of [server, other])
    for (const { accessToken, refreshToken } of people) {
      await eventually(async () => expect((await askWhoIAm(at, accessToken)).status).toBe(401));
      expectCode(await tryToRefresh(at, refreshToken), 'INVALID_REFRESH_TOKEN');
    }
}

it.each([
  ['the mark', ['findAndModify', 'deletionBeganAt'], false],
  ['the revocation', ['updates', 'revocations'], true],
  ['the removal of the tokens in mails', ['deletes', 'accountTokens'], true],
  ['the removal of the mails', ['deletes', 'mailOutbox'], true],
  ['the removal of the sessions', ['deletes', 'sessions'], true],
  ['the event', ['insert', 'auditEvents'], true],
  ['the removal of the account', ['deletes', 'users'], true],
])('that failed before %s ends access at once and is completed later', async (_what, texts, hasBegun) => {
  link.cutBefore(...texts);
  expectCode(await deleteAccount(server, alice), 'SERVICE_UNAVAILABLE');
  link.mend();

  if (!hasBegun) {
    expectData(await tryToLogIn(other, alice));
    await eventually(async () => void expectData(await deleteAccount(server, alice)), 30_000);
  } else {
    expectCode(await tryToLogIn(other, alice), 'INVALID_CREDENTIALS');
    expectCode(await tryToRefresh(other, alice.refreshToken), 'INVALID_REFRESH_TOKEN');
    clock.advance(61);
    await other.app.services.deletions.resume();
  }
  await eventually(async () => expect(await left()).toEqual({ users: 0, sessions: 0 }));
  await eventually(async () => expect((await fetch(`${server.url}/live`)).status).toBe(200));
  await expectNoAccess(alice);
  await eventually(async () => {
    const completed = { type: 'account_deleted', outcome: 'success' };
    const users = { $or: [{ userId: alice.id }, { targetUserId: alice.id }] };
    expect(
      await client
        .db()
        .collection('auditEvents')
        .countDocuments({ ...completed, ...users }),
    ).not.toBe(0);
  });
});

it.each([
  ['starts its session', ['insert', 'sessions']],
  ['records the sign-in', ['insert', 'auditEvents']],
])('a sign-in that only %s after a deletion leaves no session and no valid token', async (_what, texts) => {
  link.stallBefore(...texts);
  const signingIn = tryToLogIn(server, alice);
  await until(() => link.isStalled());
  expectData(await deleteAccount(other, alice));

  link.mend();

  const tokens = expectData(await signingIn).login as Person;
  await eventually(async () => expect(await left()).toEqual({ users: 0, sessions: 0 }));
  await expectNoAccess(alice, tokens);
});

it.each([
  ['the sessions', ['deletes', 'sessions']],
  ['the account', ['deletes', 'users']],
])(
  'a deletion by a server that is killed before it removes %s is completed by another',
  async (_what, texts) => {
    const bob = await other.signUp('bob');
    const victim = await startServerProcess({ env: { ...settings, MONGODB_URI: link.uri } });
    const { accessToken: token } = expectData(await tryToLogIn(victim, bob)).login as Person;
    link.stallBefore(...texts);
    const query = 'mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { deletedUserId } }';
    const lost = victim.ask(query, { input: { currentPassword: bob.password } }, { token }).catch(() => null);
    await until(() => link.isStalled());
    await victim.signal('SIGKILL');
    link.cut();
    expect(await lost).toBeNull();
    link.mend();

    alice = bob;
    expectCode(await tryToLogIn(other, bob), 'INVALID_CREDENTIALS');
    clock.advance(3_600);
    await other.app.services.deletions.resume();
    expect(await left()).toEqual({ users: 0, sessions: 0 });
  },
);
