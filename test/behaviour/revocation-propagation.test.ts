import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';

let one: TestServer;
let other: TestServer;

beforeAll(async () => {
  const database = freshDatabaseUri();
  one = await startGraphward({ database });
  other = await startGraphward({ database });
});
afterAll(() => Promise.all([one.stop(), other.stop()]));

const whoAmI = (server: TestServer, person: Person) => server.as(person).ask('{ me { id } }');
const refusal = (server: TestServer, person: Person, reason: string) =>
  eventually(async () => {
    const result = await whoAmI(server, person);
    expectCode(result, 'UNAUTHENTICATED', reason);
    expect(result.status).toBe(401);
  });

it('a session that ends on one instance ends immediately there, and soon on the other', async () => {
  const alice = await one.signUp('alice');
  expectData(await whoAmI(other, alice));

  expectData(await one.as(alice).ask('mutation { logout { revokedSessions } }'));

  expectCode(await whoAmI(one, alice), 'UNAUTHENTICATED', 'TOKEN_REVOKED');
  await refusal(other, alice, 'TOKEN_REVOKED');
});

it('changed roles make tokens stale on every instance', async () => {
  const admin = await one.signUp('admin', 'ADMIN');
  const bob = await one.signUp('bob');
  const input = { userId: bob.id, roles: ['EDITOR'] };

  expectData(
    await one
      .as(admin)
      .ask('mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }', { input }),
  );

  await refusal(one, bob, 'TOKEN_STALE');
  await refusal(other, bob, 'TOKEN_STALE');
});

it('an instance that starts later knows earlier revocations', async () => {
  const database = freshDatabaseUri();
  const first = await startGraphward({ database });
  const carol = await first.signUp('carol');
  expectData(await first.as(carol).ask('mutation { logout { revokedSessions } }'));
  await first.stop();

  const second = await startGraphward({ database });
  try {
    expectCode(await whoAmI(second, carol), 'UNAUTHENTICATED', 'TOKEN_REVOKED');
  } finally {
    await second.stop();
  }
});

it('authenticates a request without a database command', async () => {
  const dave = await one.signUp('dave');
  one.takeCommands();
  expectData(await one.as(dave).ask('{ __typename }'));
  expect(one.takeCommands()).toEqual([]);
  expectData(await one.as(dave).ask('{ me { id } }'));
  expect(one.takeCommands()).toEqual(['find']);
});
