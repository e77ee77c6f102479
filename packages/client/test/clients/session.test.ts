import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import {
  createSession,
  onViewerChange,
  type Session,
  SessionError,
  type SessionOptions,
} from '@graphward/client';
import { createTestClock } from '../../../../test/support/clock.js';
import { eventually } from '../../../../test/support/eventually.js';
import { expectCode, expectData } from '../../../../test/support/expectations.js';
import { type Person, useGraphward } from '../../../../test/support/graphward.js';
import { tryToLogOut } from '../../../../test/support/sessions.js';
import { clocks } from '../../src/clocks.js';
import { createNetwork, down, heldBack, lost, rejected, respond } from './network.js';

const clock = createTestClock();
const graphward = useGraphward({ clock });
const accessTokenTtl = 600;

afterEach(() => jest.restoreAllMocks());

const open = (options: Partial<SessionOptions> = {}): Session =>
  createSession({ url: `${graphward.url}/graphql`, ...options });

async function signIn(options?: Partial<SessionOptions>) {
  const alice = await graphward.signUp('alice');
  const network = createNetwork();
  const session = open({ fetch: network.fetch, ...options });
  await session.login(alice);
  network.sent.length = 0;
  return { session, alice, network };
}

const me = 'query Me { me { id email } }';
const rename = 'mutation Rename($input: UpdateProfileInput!) { updateProfile(input: $input) { name } }';
const setRoles = 'mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }';
const revoked = (person: Person) => tryToLogOut(graphward, { scope: 'ALL' }, { token: person.accessToken });

/** Moves the clocks of the client: that of the day, and the monotonic one, which may stop while the machine sleeps. */
function moveClocks({ day = 0, monotonic = 0 }: { day?: number; monotonic?: number }): void {
  jest.spyOn(clocks, 'day').mockImplementation(() => Date.now() + day * 1000);
  jest.spyOn(clocks, 'monotonic').mockImplementation(() => performance.now() + monotonic * 1000);
}

describe('signing in and out', () => {
  it('signs in, executes and signs out', async () => {
    const alice = await graphward.signUp('alice');
    const session = open();
    const statuses: string[] = [];
    session.subscribe(() => statuses.push(session.snapshot.status));

    const viewer = await session.login({ email: alice.email, password: alice.password });

    expect(viewer).toMatchObject({
      id: alice.id,
      email: alice.email,
      name: 'alice',
      roles: ['USER'],
      scopes: [],
      groups: [],
      mfa: false,
      sessionId: expect.any(String),
      authTime: new Date(Math.floor(clock().getTime() / 1000) * 1000),
    });
    expect(await session.execute(me)).toEqual({
      data: { me: { id: alice.id, email: alice.email } },
      errors: [],
      denied: [],
    });
    await session.logout();
    expect(session.snapshot).toEqual({ status: 'signed-out', viewer: null, online: true });
    expect(statuses).toEqual(['signed-in', 'signed-out']);
    expect(await session.execute(me)).toMatchObject({
      data: { me: null },
      denied: [{ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING', path: ['me'] }],
    });
  });

  it('registers', async () => {
    const session = open();
    const viewer = await session.register({ email: 'new@example.com', password: 'four words make one' });
    expect(viewer).toMatchObject({ email: 'new@example.com' });
    expect(await session.execute(me)).toMatchObject({ data: { me: { email: 'new@example.com' } } });
  });

  it('says which input is invalid', async () => {
    const failed = open().register({ email: 'short@example.com', password: 'short' });
    await expect(failed).rejects.toMatchObject({
      name: 'SessionError',
      code: 'BAD_USER_INPUT',
      field: 'password',
    });
  });

  it('says that credentials are wrong, and stays signed out', async () => {
    const alice = await graphward.signUp('alice');
    const session = open();
    await expect(session.login({ ...alice, password: 'wrong' })).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
    expect(session.snapshot.status).toBe('signed-out');
  });

  it('changes the password and stays signed in', async () => {
    const { session, alice } = await signIn();
    clock.advance(accessTokenTtl + 1);
    const newPassword = 'another four words instead';
    const viewer = await session.changePassword({ currentPassword: alice.password, newPassword });
    expect(viewer.id).toBe(alice.id);
    expect((await session.execute(me)).errors).toEqual([]);
    await session.login({ email: alice.email, password: newPassword });
  });

  it('ends the session that a sign-in replaces', async () => {
    const { session, alice } = await signIn();
    const former = session.viewer?.sessionId;
    await session.login(alice);
    expect(session.viewer?.sessionId).not.toBe(former);
    await eventually(async () => {
      const { data } = await session.execute<{ sessions: unknown[] }>('{ sessions { id } }');
      // That of signing up, and the new one.
      expect(data?.sessions).toHaveLength(2);
    });
  });

  it("ends another user's session, too, before somebody signs in on the same device", async () => {
    const { session, alice } = await signIn();
    const bob = await graphward.signUp('bob');
    await session.login(bob);
    expect(session.viewer?.id).toBe(bob.id);
    await eventually(async () => {
      const { sessions } = expectData(await graphward.as(alice).ask('{ sessions { id } }'));
      // That of signing up.
      expect(sessions).toHaveLength(1);
    });
  });

  it('signs out other devices only', async () => {
    const { session, alice } = await signIn();
    await session.logout({ scope: 'OTHERS' });
    expect(session.viewer?.id).toBe(alice.id);
    expect((await session.execute(me)).errors).toEqual([]);
    expectCode(await graphward.as(alice).ask(me), 'UNAUTHENTICATED', 'TOKEN_REVOKED');
  });

  it('stays signed in when the server cannot be reached to sign out', async () => {
    const { session, network } = await signIn();
    network.disturb('Logout', down);
    await expect(session.logout()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(session.snapshot.status).toBe('signed-in');
    await session.logout();
    expect(session.snapshot.status).toBe('signed-out');
  });

  it('signs out of a session that has ended already', async () => {
    const { session, alice } = await signIn();
    await revoked(alice);
    await session.logout();
    expect(session.snapshot.status).toBe('signed-out');
  });
});

describe('refreshing', () => {
  it('refreshes once for 20 operations whose token has expired', async () => {
    const { session, network } = await signIn();
    clock.advance(accessTokenTtl + 1);

    const results = await Promise.all(Array.from({ length: 20 }, () => session.execute(me)));

    expect(results.flatMap(({ errors }) => errors)).toEqual([]);
    expect(network.sent.filter((name) => name === 'Refresh')).toHaveLength(1);
    expect(network.sent.filter((name) => name === 'Me')).toHaveLength(40);
  });

  it('refreshes ahead of expiry', async () => {
    const { session, network } = await signIn();
    moveClocks({ day: accessTokenTtl * 0.9, monotonic: accessTokenTtl * 0.9 });
    await session.execute(me);
    expect(network.sent).toEqual(['Refresh', 'Me']);
  });

  it('uses the old token until it expires if it cannot be refreshed ahead', async () => {
    const { session, network } = await signIn();
    moveClocks({ day: accessTokenTtl * 0.9 });
    network.disturb('Refresh', down, down);
    expect((await session.execute(me)).errors).toEqual([]);
    expect(network.sent).toEqual(['Refresh', 'Refresh', 'Me']);
  });

  it('refreshes before the first operation after the machine has slept', async () => {
    const { session, network } = await signIn();
    // The monotonic clock stood still.
    moveClocks({ day: 3600 });
    await session.execute(me);
    expect(network.sent).toEqual(['Refresh', 'Me']);
  });

  it.each([
    ['a year ahead', 31_536_000],
    ['a year behind', -31_536_000],
  ])('works with a clock that is %s', async (_what, day) => {
    moveClocks({ day });
    const { session, network } = await signIn();
    expect((await session.execute(me)).errors).toEqual([]);
    expect(network.sent).toEqual(['Me']);
  });

  it('does not mind a clock that is set back', async () => {
    const { session, network } = await signIn();
    moveClocks({ day: -3600, monotonic: accessTokenTtl * 0.9 });
    await session.execute(me);
    expect(network.sent).toEqual(['Refresh', 'Me']);
  });

  it('repeats a refresh whose response was lost', async () => {
    const { session, network } = await signIn();
    clock.advance(accessTokenTtl + 1);
    network.disturb('Refresh', lost);
    expect((await session.execute(me)).errors).toEqual([]);
    expect(network.sent).toEqual(['Me', 'Refresh', 'Refresh', 'Me']);
    expect(session.snapshot).toMatchObject({ status: 'signed-in', online: true });
  });

  it('continues when the network is back', async () => {
    const { session, network, alice } = await signIn();
    clock.advance(accessTokenTtl + 1);
    network.disturb('Refresh', lost, down);

    await expect(session.execute(me)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });

    expect(session.snapshot).toMatchObject({ status: 'signed-in', online: false, viewer: { id: alice.id } });
    expect((await session.execute(me)).errors).toEqual([]);
    expect(session.snapshot.online).toBe(true);
  });

  it('gives an overloaded server the time that it asks for', async () => {
    const { session, network } = await signIn();
    clock.advance(accessTokenTtl + 1);
    const extensions = { code: 'SERVICE_UNAVAILABLE', retryAfter: 5 };
    network.disturb('Refresh', respond(503, { errors: [{ message: 'Busy.', extensions }] }));

    const failures = await Promise.allSettled(Array.from({ length: 20 }, () => session.execute(me)));
    await expect(session.execute(me)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 });

    expect(failures.every(({ status }) => status === 'rejected')).toBe(true);
    expect(network.sent.filter((name) => name === 'Refresh')).toHaveLength(1);
    expect(session.snapshot.status).toBe('signed-in');
    moveClocks({ monotonic: 6 });
    expect((await session.execute(me)).errors).toEqual([]);
  });

  it('treats the error page of a proxy as an unavailable server', async () => {
    const { session, network } = await signIn();
    clock.advance(accessTokenTtl + 1);
    network.disturb('Refresh', respond(502, '<h1>Bad gateway</h1>', { 'content-type': 'text/html' }));
    await expect(session.execute(me)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(session.snapshot).toMatchObject({ status: 'signed-in', online: false });
  });

  it.each(['TOKEN_EXPIRED', 'TOKEN_STALE', 'TOKEN_INVALID', 'TOKEN_REVOKED'])(
    'refreshes and repeats once when the server rejects every token with %s',
    async (reason) => {
      const { session, network } = await signIn();
      network.disturb('Me', rejected(reason), rejected(reason), rejected(reason));
      const { data, errors } = await session.execute(me);
      expect({ data, reason: errors[0]?.reason }).toEqual({ data: null, reason });
      expect(network.sent).toEqual(['Me', 'Refresh', 'Me']);
    },
  );

  it('is signed out when the session was ended elsewhere', async () => {
    const { session, network, alice } = await signIn();
    await revoked(alice);
    const { errors } = await session.execute(me);
    expect(errors).toMatchObject([{ code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' }]);
    expect(session.snapshot).toEqual({ status: 'signed-out', viewer: null, online: true });
    expect(network.sent).toEqual(['Me', 'Refresh']);
  });

  it('does not repeat an operation of one user as another', async () => {
    const { session, network } = await signIn();
    const bob = await graphward.signUp('bob');
    const waiting = heldBack();
    network.disturb('Rename', waiting.fault);
    const renamed = session.execute(rename, { input: { name: 'Changed' } });
    await waiting.arrived;
    clock.advance(accessTokenTtl + 1);
    await session.login(bob);
    waiting.release();

    expect(await renamed).toMatchObject({ data: null, errors: [{ code: 'UNAUTHENTICATED' }] });
    expect(network.sent.filter((name) => name === 'Rename')).toHaveLength(1);
    expect(session.viewer?.name).toBe('bob');
  });

  it('is not revived by a refresh that was on its way when the user signed out', async () => {
    const { session, network } = await signIn();
    const waiting = heldBack();
    network.disturb('Refresh', waiting.fault);
    const refreshed = session.refresh();
    await waiting.arrived;
    const signedOut = session.logout();
    waiting.release();
    await Promise.all([refreshed, signedOut]);
    expect(session.snapshot.status).toBe('signed-out');
    expect((await session.execute<{ me: unknown }>(me)).data?.me).toBeNull();
  });
});

describe('requests', () => {
  it('sends the token only to its own URL', async () => {
    const { session, network } = await signIn();
    for (const url of [
      'https://evil.example.com/graphql',
      graphward.url,
      `${graphward.url}/graphql/other`,
      `${graphward.url}/GRAPHQL`,
      new URL('/graphiql', graphward.url),
      new Request('https://evil.example.com/graphql'),
      `${graphward.url.replace('http:', 'https:')}/graphql`,
    ])
      await expect(session.fetch(url)).rejects.toThrow(TypeError);
    expect(network.sent).toEqual([]);
  });

  it('does not follow redirects', async () => {
    const received: string[] = [];
    const server = createServer(({ url = '' }, response) => {
      received.push(url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const session = createSession({ url: `http://127.0.0.1:${port}/graphql` });
    await expect(session.execute(me)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    server.close();
    expect(received).toEqual(['/graphql']);
  });

  it('accepts a Request, and repeats it with its body', async () => {
    const { session, alice } = await signIn();
    clock.advance(accessTokenTtl + 1);
    const request = new Request(session.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: me }),
    });
    const response = await session.fetch(request);
    expect(await response.json()).toMatchObject({ data: { me: { id: alice.id } } });
  });

  it('accepts GET', async () => {
    const { session, alice } = await signIn();
    const response = await session.fetch(`${session.url}?query=${encodeURIComponent(me)}`);
    expect(await response.json()).toMatchObject({ data: { me: { id: alice.id } } });
  });

  it('does not repeat a request whose body is a stream', async () => {
    const { session, network } = await signIn();
    clock.advance(accessTokenTtl + 1);
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([JSON.stringify({ query: me })]).stream(),
      duplex: 'half',
    };
    expect((await session.fetch(session.url, init)).status).toBe(401);
    expect(network.sent).toEqual(['Me']);
  });

  it('is not offline when the application aborts a request', async () => {
    const { session } = await signIn();
    const controller = new AbortController();
    controller.abort();
    await expect(session.execute(me, {}, { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(session.snapshot.online).toBe(true);
  });

  it('needs an absolute URL outside a page', () => {
    expect(() => createSession({ url: '/graphql' })).toThrow('Invalid URL');
  });

  it('shows no token and no password', async () => {
    const { session, network, alice } = await signIn();
    network.disturb('Login', down);
    const error: unknown = await session.login(alice).catch((thrown: unknown) => thrown);
    const shown = inspect([session, session.snapshot, error], { depth: 10, showHidden: true });
    expect(error).toBeInstanceOf(SessionError);
    expect(shown).not.toContain(alice.password);
    expect(shown).not.toMatch(/eyJ/);
    expect(JSON.stringify([session, error])).not.toMatch(/eyJ/);
  });
});

describe('listeners', () => {
  it('are called after changes only', async () => {
    const { session } = await signIn();
    const before = session.snapshot;
    const listener = jest.fn();
    const unsubscribe = session.subscribe(listener);
    await session.refresh();
    expect(session.snapshot).toBe(before);
    expect(listener).not.toHaveBeenCalled();
    unsubscribe();
    await session.logout();
    expect(listener).not.toHaveBeenCalled();
  });

  it('learn of another viewer and of other roles', async () => {
    const { session, alice } = await signIn();
    const seen: unknown[] = [];
    onViewerChange(session, (viewer, former) => seen.push([viewer?.roles, former?.roles]));
    const admin = await graphward.signUp('admin', 'ADMIN');
    const input = { userId: alice.id, roles: ['EDITOR'] };
    expectData(await graphward.as(admin).ask(setRoles, { input }));
    await session.execute(me);
    await session.logout();
    expect(seen).toEqual([
      [['EDITOR'], ['USER']],
      [undefined, ['EDITOR']],
    ]);
  });
});
