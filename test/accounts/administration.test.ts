import type { GraphqlResult } from '../support/client.js';
import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import {
  freshDatabaseUri,
  type Person,
  startGraphward,
  type TestServer,
  useGraphward,
} from '../support/graphward.js';
import {
  askWhoIAm,
  expectAlive,
  expectDead,
  expectRefused,
  refresh,
  tryToLogIn,
  tryToRefresh,
} from '../support/sessions.js';

type Server = Parameters<typeof askWhoIAm>[0];

const clock = createTestClock();
const graphward = useGraphward({ clock });

/** Remains, so that no other test's administrator is the last one. */
let admin: Person;
beforeAll(async () => {
  admin = await graphward.signUp('ada', 'ADMIN');
});
beforeEach(async () => {
  admin = await graphward.signIn(admin);
});

function setRoles(by: Person, userId: string, roles: unknown[], server: Server = graphward) {
  const query = 'mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id roles } }';
  return server.ask(query, { input: { userId, roles } }, { token: by.accessToken });
}

function setDisabled(by: Person, userId: string, disabled: boolean, server: Server = graphward) {
  const query = 'mutation ($input: SetUserDisabledInput!) { setUserDisabled(input: $input) { id disabled } }';
  return server.ask(query, { input: { userId, disabled } }, { token: by.accessToken });
}

it('ignores and does not return a role that is no longer in the schema', async () => {
  const alice = await graphward.signUp('alice', 'FORMER', 'EDITOR');

  expect(await rolesOf(alice.accessToken)).toEqual(['EDITOR']);
});

const rolesOf = async (token: string): Promise<string[]> =>
  (expectData(await askWhoIAm(graphward, token)).me as { roles: string[] }).roles;

it('a change of roles takes effect immediately: the old token is stale, a refresh returns the new roles', async () => {
  const alice = await graphward.signUp('alice', 'EDITOR');

  const { setUserRoles } = expectData(await setRoles(admin, alice.id, ['USER']));

  expect(setUserRoles).toEqual({ id: alice.id, roles: ['USER'] });
  expectRefused(await askWhoIAm(graphward, alice.accessToken), 'TOKEN_STALE');
  const { accessToken } = await refresh(graphward, alice.refreshToken);
  expect(await rolesOf(accessToken)).toEqual(['USER']);
});

it('a removed role grants nothing, with the old token or a refreshed one', async () => {
  const bob = await graphward.signUp('bob');
  const users = (token: string) => graphward.ask('{ users(first: 1) { edges { cursor } } }', {}, { token });

  expectCode(await users(bob.accessToken), 'FORBIDDEN');
  expectData(await setRoles(admin, bob.id, ['ADMIN']));
  const asAdmin = await refresh(graphward, bob.refreshToken);
  expectData(await users(asAdmin.accessToken));
  expectData(await setRoles(admin, bob.id, []));

  expectRefused(await users(asAdmin.accessToken), 'TOKEN_STALE');
  const withoutRoles = await refresh(graphward, asAdmin.refreshToken);
  expectCode(await users(withoutRoles.accessToken), 'FORBIDDEN');
});

it('stores duplicate roles once', async () => {
  const bob = await graphward.signUp('bob');
  const { setUserRoles } = expectData(await setRoles(admin, bob.id, ['EDITOR', 'USER', 'EDITOR']));
  expect(setUserRoles).toMatchObject({ roles: ['EDITOR', 'USER'] });
});

it('disabling an account ends all its sessions and prevents signing in until it is enabled again', async () => {
  const phone = await graphward.signUp('alice');
  const laptop = await graphward.signIn(phone);

  expectData(await setDisabled(admin, phone.id, true));

  await expectDead(graphward, phone);
  await expectDead(graphward, laptop);
  expectCode(await tryToLogIn(graphward, phone), 'INVALID_CREDENTIALS');
  expectData(await setDisabled(admin, phone.id, false));
  expectCode(await tryToRefresh(graphward, laptop.refreshToken), 'INVALID_REFRESH_TOKEN');
  await expectAlive(graphward, await graphward.signIn(phone));
});

it.each(['USER', 'EDITOR'])('the role %s cannot administer anyone, including themselves', async (role) => {
  const mallory = await graphward.signUp('mallory', role);

  for (const userId of [mallory.id, admin.id]) {
    expectCode(await setRoles(mallory, userId, ['ADMIN']), 'FORBIDDEN');
    expectCode(await setDisabled(mallory, userId, true), 'FORBIDDEN');
  }
  expect(await rolesOf(mallory.accessToken)).toEqual([role]);
  await expectAlive(graphward, admin);
});

it('administration requires credentials presented within the last 15 minutes; refreshing is not enough', async () => {
  const bob = await graphward.signUp('bob');
  clock.advance(899);
  const atTheLimit = await refresh(graphward, admin.refreshToken);
  expectData(await setRoles({ ...admin, ...atTheLimit }, bob.id, ['EDITOR']));
  clock.advance(2);

  const later = { ...admin, ...(await refresh(graphward, atTheLimit.refreshToken)) };
  const refused = await setRoles(later, bob.id, ['ADMIN']);

  expectCode(refused, 'REAUTHENTICATION_REQUIRED');
  expect(refused.status).toBe(200);
  expectCode(await setDisabled(later, bob.id, true), 'REAUTHENTICATION_REQUIRED');
  expectData(await setRoles(await graphward.signIn(admin), bob.id, ['EDITOR']));
});

it.each<[string, string]>([
  ['0'.repeat(24), 'NOT_FOUND'],
  ['x', 'BAD_USER_INPUT'],
  ['{"$ne":null}', 'BAD_USER_INPUT'],
])('rejects the user ID "%s" with %s', async (id, code) => {
  const responses: GraphqlResult[] = [
    await setRoles(admin, id, ['USER']),
    await setDisabled(admin, id, true),
  ];
  for (const response of responses) expect(expectCode(response, code).extensions.field).toBe('userId');
  const user = await graphward.as(admin).ask('query ($id: ID!) { user(id: $id) { id } }', { id });
  expect(expectCode(user, code).extensions.field).toBe('id');
});

it.each(['NOBODY', '{"$ne":null}', null])('rejects the unknown role %s', async (role) => {
  const bob = await graphward.signUp('bob');
  const result = await setRoles(admin, bob.id, [role]);
  expectCode(result, 'BAD_USER_INPUT');
  expect(result.status).toBe(400);
});

it('logs changes of roles and of the disabled state with the actor and the target', async () => {
  const bob = await graphward.signUp('bob');

  await setRoles(admin, bob.id, ['EDITOR']);
  await setDisabled(admin, bob.id, true);

  const actorAndTarget = {
    outcome: 'success',
    userId: admin.id,
    targetUserId: bob.id,
    ipAddress: '127.0.0.1',
  };
  expect(graphward.logLines).toContainEqual(
    expect.objectContaining({
      event: 'roles_changed',
      before: ['USER'],
      after: ['EDITOR'],
      ...actorAndTarget,
    }),
  );
  expect(graphward.logLines).toContainEqual(
    expect.objectContaining({ event: 'disabled_changed', disabled: true, ...actorAndTarget }),
  );
});

describe('the last administrator', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startGraphward();
  });
  afterEach(() => server.stop());

  const administrator = (known: Person | undefined) =>
    known ? server.signIn(known) : server.signUp('admin', 'ADMIN');

  async function administratorsAmong(...people: Person[]): Promise<Person[]> {
    const users = await Promise.all(people.map(({ email }) => server.app.services.users.findByEmail(email)));
    return people.filter((_, index) => users[index]?.roles.includes('ADMIN') && !users[index].disabled);
  }

  it('cannot be removed, by themselves or by others', async () => {
    const last = await server.signUp('last', 'ADMIN');

    expectCode(await setRoles(last, last.id, ['EDITOR'], server), 'CONFLICT');
    expectCode(await setDisabled(last, last.id, true, server), 'CONFLICT');

    expectData(await setRoles(last, last.id, ['ADMIN', 'USER'], server));
  });

  it('is the one who remains when the others are disabled', async () => {
    const last = await server.signUp('last', 'ADMIN');
    const other = await server.signUp('other', 'ADMIN');
    expectData(await setDisabled(last, other.id, true, server));

    expectCode(await setRoles(last, last.id, [], server), 'CONFLICT');
    expectData(await setRoles(last, other.id, [], server));
  });

  it('remains when two administrators remove each other concurrently', async () => {
    let left: Person[] = [];
    for (let round = 0; round < 10; round += 1) {
      const [one, two] = [await administrator(left[0]), await administrator(left[1])];

      await Promise.all([setRoles(one, two.id, [], server), setDisabled(two, one.id, true, server)]);

      left = await administratorsAmong(one, two);
      expect(left).not.toEqual([]);
    }
  });
});

describe('a role that inherits ADMIN', () => {
  const database = freshDatabaseUri();
  const modules = [
    { name: 'owners', typeDefs: 'extend enum Role { "Owns the service." OWNER @inherits(roles: "ADMIN") }' },
  ];
  const server = useGraphward({ database, modules });

  it('protects its last holder as the last administrator', async () => {
    const owner = await server.signUp('owner', 'OWNER');

    expectCode(await setRoles(owner, owner.id, ['EDITOR'], server), 'CONFLICT');
    expectCode(await setDisabled(owner, owner.id, true, server), 'CONFLICT');

    expectData(await setRoles(owner, owner.id, ['ADMIN'], server));
    expectData(await setRoles(await server.signIn(owner), owner.id, ['OWNER'], server));
  });

  it('lets the last user with ADMIN itself lose it', async () => {
    const owner = await server.signUp('owner', 'OWNER');
    const other = await server.signUp('admin', 'ADMIN');

    expectData(await setRoles(owner, other.id, ['USER'], server));
    expectData(await setRoles(owner, other.id, ['ADMIN'], server));
    expectData(await setDisabled(owner, other.id, true, server));
  });

  it('makes a first administrator unnecessary', async () => {
    await server.signUp('owner', 'OWNER');
    const email = 'first@example.com';
    const env = { ADMIN_EMAIL: email, ADMIN_PASSWORD: 'four words make one' };

    const another = await startGraphward({ database, modules, env });
    const user = await another.app.services.users.findByEmail(email);
    await another.stop();

    expect(user).toBeNull();
  });
});
