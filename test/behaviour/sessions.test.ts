import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, startGraphward, type TestServer, useGraphward } from '../support/graphward.js';
import { expectAlive, expectDead, logOut, refresh, tryToLogIn } from '../support/sessions.js';
import { takeApart } from '../support/tokens.js';

const clock = createTestClock();
const graphward = useGraphward({ clock });

interface SessionShown {
  readonly id: string;
  readonly current: boolean;
  readonly [field: string]: unknown;
}

async function sessionsOf(person: Person, server: TestServer = graphward): Promise<SessionShown[]> {
  const fields = 'id current createdAt lastUsedAt expiresAt ipAddress userAgent';
  return expectData(await server.as(person).ask(`{ sessions { ${fields} } }`)).sessions as SessionShown[];
}

const sessionIdOf = (person: Person) => takeApart(person.accessToken).claims.sid as string;

const revokeSession = (person: Person, id: string) =>
  graphward.as(person).ask('mutation ($id: ID!) { revokeSession(id: $id) { id current } }', { id });

const inIso = (seconds: number) => new Date(clock().getTime() + seconds * 1000).toISOString();

it('each sign-in starts its own session', async () => {
  const alice = await graphward.signUp('alice');
  const again = await graphward.signIn(alice);
  const withToken = expectData(await tryToLogIn(graphward, alice, { token: alice.accessToken }))
    .login as Person;

  const ids = [alice, again, withToken].map(sessionIdOf);

  expect(new Set(ids).size).toBe(3);
  expect((await sessionsOf(alice)).map(({ id }) => id).sort()).toEqual(ids.sort());
});

it('a user sees their own sessions, newest first, with the current one marked', async () => {
  const phone = await graphward.signUp('alice');
  await graphward.signUp('bob');
  const createdAt = inIso(0);
  clock.advance(60);
  const laptop = await graphward.signIn(phone);
  clock.advance(60);
  phone.accessToken = (await refresh(graphward, phone.refreshToken)).accessToken;

  const [newer, older, ...more] = await sessionsOf(phone);

  expect(more).toEqual([]);
  expect(newer).toMatchObject({ id: sessionIdOf(laptop), current: false });
  expect(older).toEqual({
    id: sessionIdOf(phone),
    current: true,
    createdAt,
    lastUsedAt: inIso(0),
    expiresAt: inIso(7 * 86_400),
    ipAddress: '127.0.0.1',
    userAgent: 'node',
  });
});

it('does not list ended or expired sessions', async () => {
  const alice = await graphward.signUp('alice');
  const ended = await graphward.signIn(alice);
  await logOut(graphward, { refreshToken: ended.refreshToken });
  await graphward.signIn(alice);
  clock.advance(7 * 86_400);

  const now = await graphward.signIn(alice);

  expect(await sessionsOf(now)).toMatchObject([{ id: sessionIdOf(now), current: true }]);
});

it('a user ends another of their sessions', async () => {
  const phone = await graphward.signUp('alice');
  const laptop = await graphward.signIn(phone);

  const { revokeSession: revoked } = expectData(await revokeSession(phone, sessionIdOf(laptop)));

  expect(revoked).toEqual({ id: sessionIdOf(laptop), current: false });
  await expectDead(graphward, laptop);
  await expectAlive(graphward, phone);
});

it('a user ends their current session', async () => {
  const alice = await graphward.signUp('alice');

  expectData(await revokeSession(alice, sessionIdOf(alice)));

  await expectDead(graphward, alice);
});

it.each(['USER', 'EDITOR'])("a user with the role %s cannot end another user's session", async (role) => {
  const mallory = await graphward.signUp('mallory', role);
  const alice = await graphward.signUp('alice');

  const foreign = await revokeSession(mallory, sessionIdOf(alice));
  const unknown = await revokeSession(mallory, '0'.repeat(24));

  expect(expectCode(foreign, 'NOT_FOUND').message).toBe(expectCode(unknown, 'NOT_FOUND').message);
  await expectAlive(graphward, alice);
});

it('an administrator ends any session', async () => {
  const admin = await graphward.signUp('ada', 'ADMIN');
  const alice = await graphward.signUp('alice');

  expectData(await revokeSession(admin, sessionIdOf(alice)));

  await expectDead(graphward, alice);
  expect(graphward.logLines).toContainEqual(
    expect.objectContaining({
      event: 'session_revoked',
      userId: admin.id,
      targetUserId: alice.id,
      sessionId: sessionIdOf(alice),
    }),
  );
});

it.each(['', 'x', '../admin', '{"$ne":null}', 'z'.repeat(24), '0'.repeat(23)])(
  'rejects the session ID "%s"',
  async (id) => {
    const alice = await graphward.signUp('alice');
    expect(expectCode(await revokeSession(alice, id), 'BAD_USER_INPUT')).toMatchObject({
      extensions: { field: 'id' },
    });
  },
);

it('stores at most 256 characters of the User-Agent, without control characters', async () => {
  const alice = await graphward.signUp('alice');
  const headers = { 'user-agent': `\t<b>${'x'.repeat(300)}\xe9` };
  const fresh = expectData(await tryToLogIn(graphward, alice, { headers })).login as Person;

  const shown = (await sessionsOf(fresh)).find(({ current }) => current);

  expect(shown?.userAgent).toBe(`<b>${'x'.repeat(253)}`);
});

describe('the address of a session', () => {
  const headers = { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9', 'x-user-id': '1' };

  async function addressOf(server: TestServer): Promise<unknown> {
    const alice = await server.signUp('alice');
    const signedIn = expectData(await tryToLogIn(server, alice, { headers })).login as Person;
    return (await sessionsOf(signedIn, server)).find(({ current }) => current)?.ipAddress;
  }

  it.each<[string | undefined, string]>([
    [undefined, '127.0.0.1'],
    ['false', '127.0.0.1'],
    ['192.0.2.1', '127.0.0.1'],
    ['127.0.0.1', '203.0.113.9'],
  ])('with TRUST_PROXY=%s is %s, whatever X-Forwarded-For says', async (TRUST_PROXY, address) => {
    const server = await startGraphward({ env: { TRUST_PROXY } });
    const shown = await addressOf(server).finally(() => server.stop());
    expect(shown).toBe(address);
  });
});
