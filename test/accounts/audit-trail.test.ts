import {
  mailSettings,
  requestEmailChange,
  requestEmailVerification,
  requestPasswordReset,
  resetPassword,
  tryToRegister,
  undoEmailChange,
  verifyEmail,
} from '../support/account-mutations.js';
import { type AuditEventData, openAuditCollection, readAuditEvents } from '../support/audit.js';
import type { GraphqlRequest, GraphqlResult } from '../support/client.js';
import { createTestClock } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, useGraphward } from '../support/graphward.js';
import { startMailServer, tokenIn } from '../support/mail-server.js';
import {
  codeAt,
  disable,
  enableSecondFactor,
  logInWith,
  renewRecoveryCodes,
} from '../support/second-factor.js';
import { refresh, tryToLogIn, tryToLogOut, tryToRefresh } from '../support/sessions.js';

const clock = createTestClock();
const database = freshDatabaseUri();
const graphward = useGraphward({
  clock,
  database,
  env: { TRUST_PROXY: 'true', SIGN_IN_LIMIT_PER_ACCOUNT: '5' },
});
const { events, client } = openAuditCollection(database);
afterAll(() => client.close());

let admin: Person;
beforeAll(async () => {
  admin = await graphward.signUp('admin', 'ADMIN');
});

const from = { headers: { 'user-agent': 'Netscape 4', 'x-forwarded-for': '192.0.2.7' } };
const sender = { ipAddress: '192.0.2.7', userAgent: 'Netscape 4' };

/** The events that the request caused. */
async function eventsOf({ headers }: GraphqlResult): Promise<AuditEventData[]> {
  const requestId = headers.get('x-request-id');
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  return (await readAuditEvents(graphward, admin)).filter((event) => event.requestId === requestId);
}

async function expectEvent(result: GraphqlResult, expected: Partial<AuditEventData>): Promise<void> {
  expectOneOf(await eventsOf(result), expected);
}

function expectOneOf(found: AuditEventData[], expected: Partial<AuditEventData>): void {
  expect(found).toEqual([expect.objectContaining({ ...sender, ...expected })]);
  const age = clock().getTime() - Date.parse(String(found[0]?.at));
  expect(Math.abs(age)).toBeLessThan(60_000);
}

const asPerson = (person: Person, query: string, input: object) =>
  graphward.as(person).ask(query, { input }, from);

describe('records', () => {
  it('registrations and sign-ins, and why they failed', async () => {
    const alice = await graphward.signUp('alice');

    await expectEvent(await tryToLogIn(graphward, alice, from), {
      type: 'login',
      outcome: 'success',
      userId: alice.id,
    });
    await expectEvent(await tryToLogIn(graphward, { ...alice, password: 'wrong' }, from), {
      type: 'login',
      outcome: 'wrong_password',
      userId: null,
      targetUserId: alice.id,
    });
    await expectEvent(await tryToLogIn(graphward, { email: 'nobody@example.com', password: 'wrong' }, from), {
      type: 'login',
      outcome: 'unknown_user',
      userId: null,
      targetUserId: null,
    });
    expectOneOf(await eventsOf(await register(alice.email)), { type: 'register', outcome: 'CONFLICT' });
    const registered = await register('new.alice@example.com');
    await expectEvent(registered, {
      type: 'register',
      outcome: 'success',
      userId: (expectData(registered).register as { user: Person }).user.id,
    });
  });

  it('sign-ins to a disabled account', async () => {
    const alice = await graphward.signUp('alice');
    await setDisabled(alice);
    await expectEvent(await tryToLogIn(graphward, alice, from), {
      type: 'login',
      outcome: 'disabled',
      targetUserId: alice.id,
    });
  });

  it('the reuse of a refresh token, but no refresh that succeeds', async () => {
    const alice = await graphward.signUp('alice');
    const first = await tryToRefresh(graphward, alice.refreshToken, from);
    const second = expectData(first).refresh as Person;
    await refresh(graphward, second.refreshToken);
    expect(await eventsOf(first)).toEqual([]);

    clock.advance(31);
    admin = await graphward.signIn(admin);
    const reuse = await tryToRefresh(graphward, alice.refreshToken, from);
    expectCode(reuse, 'INVALID_REFRESH_TOKEN');
    await expectEvent(reuse, {
      type: 'refresh_reuse',
      outcome: 'session_revoked',
      userId: alice.id,
      sessionId: expect.stringMatching(/^[0-9a-f]{24}$/),
    });
  });

  it('logouts and revoked sessions', async () => {
    const alice = await graphward.signUp('alice');
    const other = await graphward.signIn(alice);
    await expectEvent(
      await tryToLogOut(graphward, { refreshToken: other.refreshToken }, { ...from, token: undefined }),
      {
        type: 'logout',
        outcome: 'success',
        userId: alice.id,
        details: [
          { name: 'scope', value: 'THIS' },
          { name: 'revokedSessions', value: '1' },
        ],
      },
    );
    const { sessions } = expectData(await graphward.as(alice).ask('{ sessions { id } }'));
    const [{ id } = { id: '' }] = sessions as { id: string }[];
    const revoked = await graphward
      .as(admin)
      .ask('mutation ($id: ID!) { revokeSession(id: $id) { id } }', { id }, from);
    await expectEvent(revoked, {
      type: 'session_revoked',
      userId: admin.id,
      targetUserId: alice.id,
      sessionId: id,
    });
  });

  it('changes of passwords, and attempts with a wrong one', async () => {
    const alice = await graphward.signUp('alice');
    const change = (currentPassword: string) =>
      asPerson(
        alice,
        'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }',
        {
          currentPassword,
          newPassword: 'four quite different words',
        },
      );
    await expectEvent(await change('wrong'), {
      type: 'password_changed',
      outcome: 'wrong_password',
      userId: alice.id,
    });
    await expectEvent(await change(alice.password), {
      type: 'password_changed',
      outcome: 'success',
      userId: alice.id,
      sessionId: expect.any(String),
    });
  });

  it('changes of roles and of the disabled state', async () => {
    const alice = await graphward.signUp('alice');
    await expectEvent(
      await asPerson(admin, 'mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }', {
        userId: alice.id,
        roles: ['EDITOR', 'USER'],
      }),
      {
        type: 'roles_changed',
        outcome: 'success',
        userId: admin.id,
        targetUserId: alice.id,
        details: [
          { name: 'before', value: 'USER' },
          { name: 'after', value: 'EDITOR, USER' },
        ],
      },
    );
    await expectEvent(await setDisabled(alice), {
      type: 'disabled_changed',
      userId: admin.id,
      targetUserId: alice.id,
      details: [
        { name: 'disabled', value: 'true' },
        { name: 'revokedSessions', value: '1' },
      ],
    });
  });

  it('denials and rate-limited attempts, soon after the response', async () => {
    const bob = await graphward.signUp('bob');
    const denied = await graphward.as(bob).ask('{ users { edges { cursor } } }', {}, from);
    expectCode(denied, 'FORBIDDEN');
    let limited: GraphqlResult = denied;
    for (let attempt = 0; attempt < 6; attempt += 1)
      limited = await tryToLogIn(graphward, { email: 'often@example.com', password: 'wrong' }, from);
    expectCode(limited, 'RATE_LIMITED');

    await eventually(async () => {
      await expectEvent(denied, {
        type: 'access_denied',
        outcome: 'FORBIDDEN',
        userId: bob.id,
        details: [
          { name: 'coordinate', value: 'Query.users' },
          { name: 'count', value: '1' },
        ],
      });
      await expectEvent(limited, { type: 'login', outcome: 'rate_limited' });
    });
  });

  it('a revoked token and changes by an operator, without a viewer', async () => {
    const alice = await graphward.signUp('alice');
    const { accounts, users, sessions } = graphward.app.services;
    const origin = { requestId: 'console', ipAddress: null, userAgent: 'maintenance' };
    const [, claims = ''] = alice.accessToken.split('.');
    const { jti } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { jti: string };

    const account = { email: 'created@example.com', password: 'four words make one', name: null };
    const created = await accounts.create(null, account, ['EDITOR', 'USER'], origin);
    await users.setRoles(null, alice.id, ['EDITOR'], origin);
    await sessions.revokeToken(jti, origin);

    const recorded = (await readAuditEvents(graphward, admin)).filter(
      ({ requestId }) => requestId === 'console',
    );
    expect(recorded).toEqual([
      expect.objectContaining({ type: 'token_revoked', userId: null, userAgent: 'maintenance' }),
      expect.objectContaining({ type: 'roles_changed', userId: null, targetUserId: alice.id }),
      expect.objectContaining({
        type: 'account_created',
        outcome: 'success',
        userId: null,
        targetUserId: created.id,
        details: [{ name: 'roles', value: 'EDITOR, USER' }],
      }),
    ]);
  });
});

it('records the life of an account, from its registration to its deletion', async () => {
  const mail = await startMailServer();
  const server = await startGraphward({
    clock,
    database,
    env: mailSettings(mail),
    mailTimes: { pollMs: 50 },
  });
  const nextCode = (secret: string) => {
    clock.advance(30);
    return codeAt(secret, clock());
  };
  try {
    const account = { email: 'carol@example.com', password: 'carol likes long walks' };
    const { register } = expectData(await tryToRegister(server, account));
    let carol = { ...account, ...register, id: register.user.id as string } as Person;
    const signIn = async () => {
      carol = { ...carol, ...(expectData(await tryToLogIn(server, carol)).login as Person) };
    };
    const tokenTo = async (address: string, subject: RegExp) => tokenIn(await mail.mailTo(address, subject));

    expectData(await requestEmailVerification(server, carol));
    expectData(await verifyEmail(server, await tokenTo(carol.email, /^Verify your address/)));
    const newEmail = 'carol@example.org';
    expectData(await requestEmailChange(server, carol, newEmail));
    expectData(await verifyEmail(server, await tokenTo(newEmail, /^Verify your new address/)));
    expectData(await undoEmailChange(server, await tokenTo(carol.email, /was changed$/)));
    expectData(await requestPasswordReset(server, carol.email));
    const password = 'four other words instead';
    expectData(await resetPassword(server, await tokenTo(carol.email, /^Reset/), password));
    carol = { ...carol, password };
    await signIn();
    const rename = 'mutation { updateProfile(input: { name: "Carol" }) { name } }';
    expectData(await server.as(carol).ask(rename));
    expectData(await server.as(carol).ask('{ exportAccount }'));
    const { secret, recoveryCodes } = await enableSecondFactor(server, carol, clock());
    expectData(await logInWith(server, carol, recoveryCodes[0]));
    expectData(await renewRecoveryCodes(server, carol, nextCode(secret)));
    expectData(await disable(server, carol, nextCode(secret)));
    const erase = 'mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { deletedUserId } }';
    expectData(await server.as(carol).ask(erase, { input: { currentPassword: password } }));

    const found = await readAuditEvents(server, await server.signIn(admin), { userId: carol.id });
    expect(found.map(({ type, outcome }) => `${type} ${outcome}`).reverse()).toEqual([
      'register success',
      'email_verification_requested success',
      'email_verified success',
      'email_change_requested success',
      'email_changed success',
      'email_change_undone success',
      'password_reset_requested success',
      'password_reset success',
      'login success',
      'profile_changed success',
      'account_exported success',
      'second_factor_enabled success',
      'recovery_code_used success',
      'login success',
      'recovery_codes_renewed success',
      'second_factor_disabled success',
      'account_deleted success',
    ]);
    expect(found.every(({ requestId, ipAddress }) => requestId !== '' && ipAddress !== null)).toBe(true);
  } finally {
    await server.stop();
    await mail.stop();
  }
});

it('records the first administrator, once', async () => {
  const uri = freshDatabaseUri();
  const trail = openAuditCollection(uri);
  const env = { ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'walks in the rain at noon' };
  for (let start = 0; start < 2; start += 1) await (await startGraphward({ database: uri, env })).stop();
  const recorded = await trail.events.find({ type: 'account_created' }).toArray();
  await trail.client.close();
  expect(recorded).toEqual([
    expect.objectContaining({
      outcome: 'success',
      requestId: 'start-up',
      userId: null,
      targetUserId: expect.stringMatching(/^[0-9a-f]{24}$/),
    }),
  ]);
});

function register(email: string): Promise<GraphqlResult> {
  const input = { email, password: 'four words make one' };
  const query = 'mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }';
  return graphward.ask(query, { input }, from);
}

function setDisabled({ id }: Person): Promise<GraphqlResult> {
  return asPerson(
    admin,
    'mutation ($input: SetUserDisabledInput!) { setUserDisabled(input: $input) { id } }',
    { userId: id, disabled: true },
  );
}

it('contains no credential, whatever happens to it', async () => {
  const carol = await graphward.signUp('carol');
  const second = await refresh(graphward, carol.refreshToken);
  const wrong = 'a password that is wrong';
  await tryToLogIn(graphward, { ...carol, password: wrong });
  await tryToLogIn(graphward, { email: wrong, password: carol.password });
  await tryToRefresh(graphward, 'no-token-at-all');
  await graphward.ask('{ me { id } }', {}, { token: 'header.claims.signature' });
  await graphward.as(carol).ask('{ users { edges { cursor } } }');
  await tryToLogOut(graphward, { refreshToken: second.refreshToken });
  await eventually(async () => {
    expect(await events.findOne({ type: 'access_denied', userId: carol.id })).not.toBeNull();
  });

  const text = JSON.stringify(await events.find().toArray());
  const credentials = [carol, second].flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
  for (const secret of [...credentials, carol.password, wrong, 'no-token-at-all', 'header.claims.signature'])
    expect(text).not.toContain(secret);
  expect(text).not.toMatch(/eyJ[A-Za-z0-9_-]{20}|\$argon2/);
});

it.each([
  ['a line break', 'x\u0085{"type":"login"}'],
  ['an escape sequence', 'x\u009b31mred'],
])('a User-Agent with %s cannot forge an event', async (_what, userAgent) => {
  const more: Partial<GraphqlRequest> = { headers: { 'user-agent': userAgent } };
  const result = await tryToLogIn(graphward, { email: 'forger@example.com', password: 'wrong' }, more);
  expect(await eventsOf(result)).toEqual([
    expect.objectContaining({ type: 'login', userAgent: userAgent.replace(/[^ -~]/g, '') }),
  ]);
});

it('keeps a bounded number of events of a flood of denials, with the total', async () => {
  const uri = freshDatabaseUri();
  const server = await startGraphward({ database: uri, env: { TRUST_PROXY: 'true' } });
  const bob = await server.signUp('bob');
  const flood = 150;
  for (let count = 0; count < flood; count += 50)
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        server
          .as(bob)
          .ask('{ users { edges { cursor } } }', {}, { headers: {} })
          .then(() =>
            // Anonymous requests from ever new addresses.
            server.ask(
              '{ me { id } }',
              {},
              { headers: { 'x-forwarded-for': `192.0.${count / 50}.${index}` } },
            ),
          ),
      ),
    );
  await server.stop();

  const trail = openAuditCollection(uri);
  const denials = await trail.events.find({ type: 'access_denied' }).sort({ _id: 1 }).toArray();
  await trail.client.close();
  const byBob = denials.filter(({ userId }) => userId === bob.id);
  expect(byBob).toHaveLength(2);
  expect(byBob[1]?.details).toEqual(expect.arrayContaining([{ name: 'count', value: String(flood - 1) }]));
  expect(denials.length).toBeLessThan(110);
  const counted = denials.flatMap(({ details }) => details.filter(({ name }) => name === 'count'));
  expect(counted.reduce((total, { value }) => total + Number(value), 0)).toBe(2 * flood);
});

it('acknowledges a change only when its event is stored, and stores it when it can', async () => {
  const uri = freshDatabaseUri();
  const server = await startGraphward({ database: uri });
  const trail = openAuditCollection(uri);
  const alice = await server.signUp('alice');
  // Nothing can be inserted into a view.
  await trail.events.rename('hidden');
  await trail.client.db().createCollection('auditEvents', { viewOn: 'hidden', pipeline: [] });

  const refused = await tryToLogIn(server, alice);
  expect(expectCode(refused, 'SERVICE_UNAVAILABLE').extensions.retryAfter).toBe(1);
  expect(refused.status).toBe(503);
  expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(
    /graphward_audit_events_total\{outcome="failed"\} 1\n/,
  );

  await trail.events.drop();
  await trail.client.db().collection('hidden').rename('auditEvents');
  const accepted = await tryToLogIn(server, alice);
  expectData(accepted);
  const requestIds = [refused, accepted].map(({ headers }) => headers.get('x-request-id'));
  const stored = await trail.events
    .find({ requestId: { $in: requestIds as string[] } })
    .sort({ _id: 1 })
    .toArray();
  expect(stored.map(({ requestId }) => requestId)).toEqual(requestIds);
  expect((await server.app.services.audit.verify()).problems).toEqual([]);
  const texts = server.logLines.map(({ msg }) => msg);
  expect(texts).toContain('The audit trail cannot be written; retrying.');
  expect(texts).toContain('The audit trail is written again.');
  await server.stop();
  await trail.client.close();
});

it('writes the events of simultaneous requests in few commands', async () => {
  const uri = freshDatabaseUri();
  const inserts: number[] = [];
  const server = await startGraphward({
    database: uri,
    onCommand: ({ command }) => {
      if (command.insert === 'auditEvents') inserts.push((command.documents as unknown[]).length);
    },
  });
  const people: Person[] = [];
  while (people.length < 10) people.push(await server.signUp('alice'));
  inserts.length = 0;
  await Promise.all(people.map((person) => tryToLogOut(server, {}, { token: person.accessToken })));
  await server.stop();
  // The closing event is written last.
  expect(inserts.reduce((total, count) => total + count, 0)).toBe(11);
  expect(inserts.length).toBeLessThan(11);
});

it('applies a changed retention', async () => {
  const uri = freshDatabaseUri();
  const trail = openAuditCollection(uri);
  const expiry = async () =>
    (await trail.events.indexes()).find(({ key }) => Object.keys(key).join() === 'at')?.expireAfterSeconds;
  for (const [days, seconds] of [
    [undefined, 31_536_000],
    ['30', 2_592_000],
    ['31', 2_678_400],
  ] as const) {
    const server = await startGraphward({
      database: uri,
      env: days === undefined ? {} : { AUDIT_RETENTION_DAYS: days },
    });
    expect(await expiry()).toBe(seconds);
    await server.stop();
  }
  await trail.client.close();
});
