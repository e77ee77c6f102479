import { MongoClient, ObjectId } from 'mongodb';
import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { askWhoIAm, expectRefused, tryToLogIn, tryToRefresh } from '../support/sessions.js';

const clock = createTestClock();
const database = freshDatabaseUri();
const client = new MongoClient(database);
let graphward: TestServer;
/** Remains, so that no other test's administrator is the last one. */
let admin: Person;

beforeAll(async () => {
  graphward = await startGraphward({ clock, database });
  admin = await graphward.signUp('ada', 'ADMIN');
});
beforeEach(async () => {
  admin = await graphward.signIn(admin);
});
afterAll(async () => {
  await client.close();
  await graphward.stop();
});

function deleteAccount(person: Person, currentPassword: string = person.password) {
  const query = 'mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { deletedUserId } }';
  return graphward.as(person).ask(query, { input: { currentPassword } });
}

function deleteUser(by: Person, userId: string) {
  const query = 'mutation ($input: DeleteUserInput!) { deleteUser(input: $input) { deletedUserId } }';
  return graphward.as(by).ask(query, { input: { userId } });
}

/** The number of documents that mention a user, by collection. */
async function mentionsOf({ id }: Person): Promise<Record<string, number>> {
  const count = (collection: string, field: string) =>
    client
      .db()
      .collection(collection)
      .countDocuments({ [field]: new ObjectId(id) });
  return { users: await count('users', '_id'), sessions: await count('sessions', 'userId') };
}

const nothing = { users: 0, sessions: 0 };

async function expectGone(person: Person): Promise<void> {
  expect(await mentionsOf(person)).toEqual(nothing);
  expectRefused(await askWhoIAm(graphward, person.accessToken), 'TOKEN_STALE');
  expectCode(await tryToRefresh(graphward, person.refreshToken), 'INVALID_REFRESH_TOKEN');
  expectCode(await tryToLogIn(graphward, person), 'INVALID_CREDENTIALS');
}

it('deletes the account with its sessions when the response arrives', async () => {
  const phone = await graphward.signUp('alice');
  const laptop = await graphward.signIn(phone);

  expect(expectData(await deleteAccount(phone))).toEqual({ deleteAccount: { deletedUserId: phone.id } });

  await expectGone(phone);
  await expectGone(laptop);
  const events = graphward.logLines.filter(({ event }) => event === 'account_deleted');
  expect(events.at(-1)).toMatchObject({ outcome: 'success', userId: phone.id });
  expect(events.at(-1)).not.toHaveProperty('targetUserId');
});

it('lets the address be registered again, as another user', async () => {
  const alice = await graphward.signUp('alice');
  expectData(await deleteAccount(alice));

  const query = 'mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }';
  const input = { email: alice.email, password: alice.password };
  const { register } = expectData(await graphward.ask(query, { input }));

  expect(register).not.toEqual({ user: { id: alice.id } });
});

it('requires the password', async () => {
  const alice = await graphward.signUp('alice');

  const error = expectCode(await deleteAccount(alice, 'not the password'), 'INVALID_CREDENTIALS');

  expect(error.extensions).toMatchObject({ field: 'currentPassword' });
  expectData(await askWhoIAm(graphward, alice.accessToken));
});

it('limits attempts like sign-ins', async () => {
  const limited = await startGraphward({ clock, database, env: { SIGN_IN_LIMIT_PER_ACCOUNT: '3' } });
  const alice = await limited.signUp('alice');
  const query = 'mutation { deleteAccount(input: { currentPassword: "wrong" }) { deletedUserId } }';
  const codes: unknown[] = [];
  for (let attempt = 0; attempt < 4; attempt += 1)
    codes.push((await limited.as(alice).ask(query)).errors?.[0]?.extensions.code);
  await limited.stop();

  expect(codes).toEqual([...Array<string>(3).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED']);
});

it('two deletions at once leave one account less and no error but CONFLICT', async () => {
  const alice = await graphward.signUp('alice');

  const results = await Promise.all([deleteAccount(alice), deleteAccount(alice)]);

  expect(results.some(({ data }) => data?.deleteAccount)).toBe(true);
  expect(await mentionsOf(alice)).toEqual(nothing);
});

it('/metrics counts deletions by outcome', async () => {
  const read = async (outcome: string) => {
    const text = await (await fetch(`${graphward.url}/metrics`)).text();
    const labels = `type="account_deleted",outcome="${outcome}"`;
    return Number(
      new RegExp(`^graphward_security_events_total\\{${labels}\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
    );
  };
  const outcomes = ['success', 'wrong_password'];
  const before = await Promise.all(outcomes.map(read));
  const alice = await graphward.signUp('alice');
  expectCode(await deleteAccount(alice, 'not the password'), 'INVALID_CREDENTIALS');
  expectData(await deleteAccount(alice));

  const after = await Promise.all(outcomes.map(read));
  expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1]);
});

it('anonymous viewers delete nothing', async () => {
  const query = 'mutation { deleteAccount(input: { currentPassword: "x" }) { deletedUserId } }';
  expectCode(await graphward.ask(query), 'UNAUTHENTICATED');
});

describe('an administrator', () => {
  it('deletes another account', async () => {
    const bob = await graphward.signUp('bob');

    expect(expectData(await deleteUser(admin, bob.id))).toEqual({ deleteUser: { deletedUserId: bob.id } });

    await expectGone(bob);
    expect(graphward.logLines.filter(({ event }) => event === 'account_deleted').at(-1)).toMatchObject({
      userId: admin.id,
      targetUserId: bob.id,
    });
  });

  it('must be one, and must have signed in recently', async () => {
    const bob = await graphward.signUp('bob');
    expectCode(await deleteUser(bob, admin.id), 'FORBIDDEN');

    clock.advance(901);
    const { accessToken } = expectData(await tryToRefresh(graphward, admin.refreshToken)).refresh as Person;
    expectCode(await deleteUser({ ...admin, accessToken }, bob.id), 'REAUTHENTICATION_REQUIRED');
  });

  it('gets NOT_FOUND for an unknown user', async () => {
    expectCode(await deleteUser(admin, '0'.repeat(24)), 'NOT_FOUND');
  });

  it('who is the last one cannot be deleted, by anyone', async () => {
    const alone = await startGraphward({ clock });
    const last = await alone.signUp('last', 'ADMIN');
    const results = [
      await alone.as(last).ask(`mutation { deleteUser(input: { userId: "${last.id}" }) { deletedUserId } }`),
      await alone
        .as(last)
        .ask('mutation ($p: String!) { deleteAccount(input: { currentPassword: $p }) { deletedUserId } }', {
          p: last.password,
        }),
    ];
    const me = await askWhoIAm(alone, last.accessToken);
    await alone.stop();

    for (const result of results) expectCode(result, 'CONFLICT');
    expect(alone.logLines.filter(({ event }) => event === 'account_deleted')).toMatchObject([
      { outcome: 'CONFLICT', userId: last.id },
      { outcome: 'CONFLICT', userId: last.id },
    ]);
    expectData(me);
  });
});

describe('a deletion that was interrupted', () => {
  const interrupt = async ({ id }: Person, beganAt: Date) => {
    const begun = { disabled: true, deletionBeganAt: beganAt };
    await client
      .db()
      .collection('users')
      .updateOne({ _id: new ObjectId(id) }, { $set: begun, $inc: { version: 1, sessionEpoch: 1 } });
  };

  it('is completed when a server starts', async () => {
    const alice = await graphward.signUp('alice');
    await interrupt(alice, new Date(clock().getTime() - 120_000));

    const another = await startGraphward({ clock, database });
    await another.stop();

    expect(await mentionsOf(alice)).toEqual(nothing);
    expect(another.logLines).toContainEqual(
      expect.objectContaining({ event: 'account_deleted', targetUserId: alice.id }),
    );
  });

  it('is left to the instance that may still be at it', async () => {
    const alice = await graphward.signUp('alice');
    await interrupt(alice, clock());

    const another = await startGraphward({ clock, database });
    await another.stop();

    expect(await mentionsOf(alice)).toMatchObject({ users: 1 });
  });
});
