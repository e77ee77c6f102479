import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, useGraphward } from '../support/graphward.js';

const clock = createTestClock();
const graphward = useGraphward({ clock });

function updateProfile(person: Person, input: Record<string, unknown>) {
  const query = 'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { id name } }';
  return graphward.as(person).ask(query, { input });
}

const nameOf = async (person: Person): Promise<unknown> =>
  (expectData(await graphward.as(person).ask('{ me { name } }')).me as { name: unknown }).name;

const eventsOf = (type: string, { id }: Person) =>
  graphward.logLines.filter((line) => line.event === type && [line.userId, line.targetUserId].includes(id));

it('users change their display name, and their tokens stay valid', async () => {
  const alice = await graphward.signUp('alice');

  const { updateProfile: updated } = expectData(await updateProfile(alice, { name: '  Alice Liddell ' }));

  expect(updated).toEqual({ id: alice.id, name: 'Alice Liddell' });
  expect(await nameOf(alice)).toBe('Alice Liddell');
  expect(eventsOf('profile_changed', alice)).toMatchObject([{ outcome: 'success', fields: ['name'] }]);
});

it('a field that is left out stays, null removes it', async () => {
  const alice = await graphward.signUp('alice');

  expectData(await updateProfile(alice, {}));
  expect(await nameOf(alice)).toBe('alice');
  expectData(await updateProfile(alice, { name: null }));
  expect(await nameOf(alice)).toBeNull();
});

it.each([
  ['too long', 'x'.repeat(101)],
  ['with a bidirectional override', 'Ada \u202E'],
  ['with a control character', 'Ada\u0007'],
])('a name %s is rejected', async (_what, name) => {
  const alice = await graphward.signUp('alice');

  const error = expectCode(await updateProfile(alice, { name }), 'BAD_USER_INPUT');

  expect(error.extensions).toMatchObject({ field: 'name' });
  expect(await nameOf(alice)).toBe('alice');
});

it.each(['roles', 'disabled', 'email', 'id', 'passwordHash'])(
  'the input has no field "%s"',
  async (field) => {
    const alice = await graphward.signUp('alice');
    expectCode(await updateProfile(alice, { [field]: 'ADMIN' }), 'BAD_USER_INPUT');
  },
);

it('anonymous viewers change nothing', async () => {
  expectCode(
    await graphward.ask('mutation { updateProfile(input: { name: "x" }) { id } }'),
    'UNAUTHENTICATED',
  );
});

describe('an administrator', () => {
  const updateUser = 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { name } }';

  it("changes another user's name", async () => {
    const admin = await graphward.signUp('ada', 'ADMIN');
    const bob = await graphward.signUp('bob');

    const input = { userId: bob.id, name: 'Robert' };
    expect(expectData(await graphward.as(admin).ask(updateUser, { input }))).toEqual({
      updateUser: { name: 'Robert' },
    });

    expect(eventsOf('profile_changed', bob)).toMatchObject([{ userId: admin.id, targetUserId: bob.id }]);
  });

  it.each([
    ['NOT_FOUND', '0'.repeat(24)],
    ['BAD_USER_INPUT', '{"$ne":null}'],
  ])('gets %s for an ID that does not exist', async (code, userId) => {
    const admin = await graphward.signUp('ada', 'ADMIN');
    expectCode(await graphward.as(admin).ask(updateUser, { input: { userId, name: 'x' } }), code);
  });

  it('must be one', async () => {
    const bob = await graphward.signUp('bob');
    const input = { userId: bob.id, name: 'Robert' };
    expectCode(await graphward.as(bob).ask(updateUser, { input }), 'FORBIDDEN');
  });
});

describe('an export', () => {
  const read = (data: Record<string, unknown>, field: string) =>
    JSON.parse(String(data[field])) as {
      account: unknown;
      sessions: Record<string, unknown>[];
      auditEvents: { type: string }[];
    };

  it('contains the account and its sessions, but no secret', async () => {
    const alice = await graphward.signUp('alice');

    const data = expectData(await graphward.as(alice).ask('{ exportAccount }'));

    const exported = read(data, 'exportAccount');
    expect(exported.account).toMatchObject({
      id: alice.id,
      email: alice.email,
      name: 'alice',
      roles: ['USER'],
    });
    expect(exported.auditEvents.map(({ type }) => type)).toEqual(['login']);
    expect(exported.sessions).toMatchObject([{ userId: alice.id, revokedAt: null }]);
    expect(String(data.exportAccount)).not.toMatch(/hash|salt|verifier|argon2/i);
    expect(eventsOf('account_exported', alice)).toHaveLength(1);
  });

  it("of another user is the administrator's", async () => {
    const admin = await graphward.signUp('ada', 'ADMIN');
    const bob = await graphward.signUp('bob');
    const exportUser = 'query ($userId: ID!) { exportUser(userId: $userId) }';

    expectCode(await graphward.as(bob).ask(exportUser, { userId: admin.id }), 'FORBIDDEN');
    const data = expectData(await graphward.as(admin).ask(exportUser, { userId: bob.id }));

    expect(read(data, 'exportUser').account).toMatchObject({ id: bob.id });
  });
});
