import { randomUUID } from 'node:crypto';
import { defineModule } from '../../src/index.js';
import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type LogLine, startGraphward, useGraphward } from '../support/graphward.js';
import { logOut, refresh, tryToLogIn, tryToRefresh } from '../support/sessions.js';

const clock = createTestClock();
const graphward = useGraphward({ clock, env: { TRUST_PROXY: 'true', SIGN_IN_LIMIT_PER_ACCOUNT: '5' } });

const largeModule = defineModule({
  name: 'crowded',
  typeDefs: `extend type Query { ${Array.from({ length: 14 }, (_, index) => `f${index}: Int @auth`).join('\n')} }`,
});

const from = { headers: { 'user-agent': 'Netscape 4', 'x-forwarded-for': '192.0.2.7' } };

/** The events logged since the last call. */
let read = 0;
function takeEvents(): LogLine[] {
  const events = graphward.logLines.slice(read).filter(({ event }) => event !== undefined);
  read = graphward.logLines.length;
  return events;
}

function expectEvent(event: string, outcome: string, more: Record<string, unknown> = {}): void {
  expect(takeEvents()).toEqual([
    expect.objectContaining({
      level: 30,
      event,
      outcome,
      ...more,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
    }),
  ]);
}

const sender = { ipAddress: '192.0.2.7', userAgent: 'Netscape 4' };

describe('logs one line for', () => {
  it('successful and failed registrations and sign-ins', async () => {
    const alice = await graphward.signUp('alice');
    takeEvents();

    expectData(await tryToLogIn(graphward, alice, from));
    expectEvent('login', 'success', { userId: alice.id, ...sender });

    expectCode(await tryToLogIn(graphward, { ...alice, password: 'wrong' }, from), 'INVALID_CREDENTIALS');
    expectEvent('login', 'wrong_password', { targetUserId: alice.id, ...sender });

    expectCode(
      await tryToLogIn(graphward, { email: 'nobody@example.com', password: 'wrong' }, from),
      'INVALID_CREDENTIALS',
    );
    expectEvent('login', 'unknown_user', sender);

    const input = { email: 'new.alice@example.com', password: 'four words make one' };
    const { register } = expectData(
      await graphward.ask(
        'mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }',
        { input },
        from,
      ),
    );
    expectEvent('register', 'success', { userId: (register as { user: { id: string } }).user.id, ...sender });
  });

  it('too many attempts', async () => {
    const nobody = { email: 'often@example.com', password: 'wrong' };
    for (let attempt = 0; attempt < 5; attempt += 1) await tryToLogIn(graphward, nobody, from);
    takeEvents();

    expectCode(await tryToLogIn(graphward, nobody, from), 'RATE_LIMITED');
    expectEvent('login', 'rate_limited', sender);
  });

  it('a refresh, its reuse after the grace, and a logout', async () => {
    const alice = await graphward.signUp('alice');
    const { sessions } = expectData(await graphward.as(alice).ask('{ sessions { id current } }'));
    const sessionId = (sessions as { id: string; current: boolean }[]).find(({ current }) => current)?.id;
    takeEvents();

    const second = await refresh(graphward, alice.refreshToken);
    expectEvent('refresh', 'success', { userId: alice.id, sessionId });

    await refresh(graphward, alice.refreshToken);
    expectEvent('refresh', 'grace', { userId: alice.id, sessionId });

    await refresh(graphward, second.refreshToken);
    clock.advance(31);
    takeEvents();
    expectCode(await tryToRefresh(graphward, alice.refreshToken, from), 'INVALID_REFRESH_TOKEN');
    expectEvent('refresh_reuse', 'session_revoked', { userId: alice.id, sessionId, ...sender });

    const again = await graphward.signIn(alice);
    takeEvents();
    await logOut(graphward, {}, { token: again.accessToken, ...from });
    expectEvent('logout', 'success', { userId: alice.id, ...sender });
  });

  it('a changed password, changed roles, a disabled account and a denial', async () => {
    const alice = await graphward.signUp('alice');
    const admin = await graphward.signUp('admin', 'ADMIN');
    takeEvents();

    const input = { currentPassword: alice.password, newPassword: `${alice.password} and longer` };
    expectData(
      await graphward
        .as(alice)
        .ask(
          'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }',
          { input },
          from,
        ),
    );
    expectEvent('password_changed', 'success', { userId: alice.id, ...sender });

    await graphward
      .as(admin)
      .ask(`mutation { setUserRoles(input: { userId: "${alice.id}", roles: [EDITOR] }) { id } }`, {}, from);
    expectEvent('roles_changed', 'success', {
      userId: admin.id,
      targetUserId: alice.id,
      before: ['USER'],
      after: ['EDITOR'],
      ...sender,
    });

    await graphward
      .as(admin)
      .ask(`mutation { setUserDisabled(input: { userId: "${alice.id}", disabled: true }) { id } }`, {}, from);
    expectEvent('disabled_changed', 'success', {
      userId: admin.id,
      targetUserId: alice.id,
      disabled: true,
      ...sender,
    });

    const bob = await graphward.signUp('bob');
    takeEvents();
    expectCode(await graphward.as(bob).ask('{ users { totalCount } }', {}, from), 'FORBIDDEN');
    expectEvent('access_denied', 'FORBIDDEN', {
      userId: bob.id,
      coordinate: 'Query.users',
      count: 1,
      ...sender,
    });
  });
});

it('records role and account changes by an operator, without a viewer', async () => {
  const alice = await graphward.signUp('alice');
  const { users } = graphward.app.services;
  const origin = { requestId: randomUUID(), ipAddress: null, userAgent: 'graphward user' };
  takeEvents();

  await users.setRoles(null, alice.id, ['EDITOR'], origin);
  await users.setDisabled(null, alice.id, true, origin);

  const events = takeEvents();
  expect(events).toMatchObject([
    { event: 'roles_changed', targetUserId: alice.id, before: ['USER'], after: ['EDITOR'], ...origin },
    { event: 'disabled_changed', targetUserId: alice.id, disabled: true, ...origin },
  ]);
  for (const event of events) expect(event).not.toHaveProperty('userId');
});

describe('denials are logged', () => {
  const denials = () => takeEvents().map(({ coordinate, outcome, count }) => [coordinate, outcome, count]);

  it("by the schema coordinate, not by the client's alias", async () => {
    const bob = await graphward.signUp('bob');
    takeEvents();
    await graphward.as(bob).ask('{ me: users { totalCount } }');
    expect(denials()).toEqual([['Query.users', 'FORBIDDEN', 1]]);
  });

  it('by the coordinate of the protected element: a type, or an input field', async () => {
    const bob = await graphward.signUp('bob');
    takeEvents();
    await graphward.as(bob).ask('{ x: me { y: sessions { id } z: disabled } }');
    await graphward.ask('{ x: sessions { id } }');
    expect(denials()).toEqual([
      ['User.disabled', 'FORBIDDEN', 1],
      ['Query.sessions', 'TOKEN_MISSING', 1],
    ]);
  });

  it('once for each coordinate, with the count', async () => {
    const bob = await graphward.signUp('bob');
    takeEvents();
    const aliases = Array.from({ length: 40 }, (_, index) => `${'a'.repeat(100)}${index}: disabled`);
    const { errors } = await graphward.as(bob).ask(`{ me { ${aliases.join(' ')} } users { totalCount } }`);
    expect(errors).toHaveLength(41);

    expect(denials()).toEqual([
      ['Query.users', 'FORBIDDEN', 1],
      ['User.disabled', 'FORBIDDEN', 40],
    ]);
  });

  it('together with the fields of a mutation that were not executed because of them', async () => {
    const bob = await graphward.signUp('bob');
    takeEvents();
    await graphward.as(bob).ask(`mutation {
      logout { revokedSessions }
      setUserDisabled(input: { userId: "x", disabled: true }) { id }
    }`);
    expect(denials()).toEqual([['Mutation.setUserDisabled', 'FORBIDDEN', 2]]);
  });

  it('without hiding a coordinate behind ten others', async () => {
    const server = await startGraphward({ modules: [largeModule] });
    await server.ask(`{ ${Array.from({ length: 14 }, (_, index) => `f${index}`).join(' ')} }`);
    const events = server.logLines.filter(({ event }) => event === 'access_denied');
    await server.stop();

    expect(events).toHaveLength(11);
    expect(events.slice(0, 10).map(({ coordinate }) => coordinate)).toContain('Query.f9');
    expect(events.at(-1)).toMatchObject({
      outcome: 'more',
      coordinates: ['Query.f10', 'Query.f11', 'Query.f12', 'Query.f13'],
      count: 4,
    });
  });
});

it('logs the request ID of the response', async () => {
  takeEvents();
  const { headers } = await tryToLogIn(graphward, { email: 'who@example.com', password: 'wrong' });
  expectEvent('login', 'unknown_user', { requestId: headers.get('x-request-id') });
});

it('never logs a credential, whatever happens to it', async () => {
  const alice = await graphward.signUp('carol');
  const second = await refresh(graphward, alice.refreshToken);
  const third = {
    password: 'a password that is wrong',
    newPassword: 'short',
    refreshToken: 'no-token-at-all',
    token: 'header.claims.signature',
  };
  await tryToLogIn(graphward, { ...alice, password: third.password });
  await tryToRefresh(graphward, third.refreshToken);
  await graphward.ask('{ me { id } }', {}, { token: third.token });
  await graphward.ask(`{ me(token: "${second.accessToken}") { id } }`);
  await graphward
    .as(alice)
    .ask(
      `mutation { changePassword(input: { currentPassword: "${alice.password}", newPassword: "${third.newPassword}" }) { expiresIn } }`,
    );
  await fetch(`${graphward.url}/graphql?access_token=${second.accessToken}`);
  await logOut(graphward, { refreshToken: second.refreshToken });

  const log = JSON.stringify(graphward.logLines);
  const credentials = [alice, second].flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
  for (const credential of [
    ...credentials,
    alice.password,
    third.password,
    third.refreshToken,
    third.token,
  ]) {
    expect(log).not.toContain(credential);
  }
  expect(log).not.toMatch(/eyJ[A-Za-z0-9_-]{20}|\$argon2/);
});

const failing = (who: string) => ({ email: `${who}@example.com`, password: 'wrong' });

it.each([
  ['a line break', 'x\u0085{"event":"login"}'],
  ['an escape sequence', 'x\u009b31mred'],
  ['letters outside ASCII', 'caf\u00e9'],
])('a User-Agent with %s cannot forge or color lines', async (_what, userAgent) => {
  takeEvents();
  await tryToLogIn(graphward, failing('forger'), { headers: { 'user-agent': userAgent } });
  const [event] = takeEvents();
  expect(event?.event).toBe('login');
  expect(event?.userAgent).toBe(userAgent.replace(/[^ -~]/g, ''));
});

it('truncates a User-Agent, and ignores an address invented by the client', async () => {
  takeEvents();
  await tryToLogIn(graphward, failing('pretender'), {
    headers: { 'user-agent': 'x'.repeat(5_000), 'x-forwarded-for': '"}\t{"event":"login"' },
  });
  expect(takeEvents()).toMatchObject([{ userAgent: 'x'.repeat(256), ipAddress: '127.0.0.1' }]);
});
