import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import {
  mailSettings,
  requestEmailChange,
  requestEmailVerification,
  requestPasswordReset,
  resetPassword,
  undoEmailChange,
  verifyEmail,
} from '../support/account-mutations.js';
import { createTestClock } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { tokenIn, useMailServer } from '../support/mail-server.js';
import { askWhoIAm, expectAlive, tryToLogIn, tryToRefresh } from '../support/sessions.js';

const mail = useMailServer();
const clock = createTestClock();
const database = freshDatabaseUri();
const client = new MongoClient(database);
let graphward: TestServer;
beforeAll(async () => {
  graphward = await startGraphward({ database, clock, env: mailSettings(mail()) });
});
afterAll(async () => {
  await graphward.stop();
  await client.close();
});

const newPassword = () => `four new words ${randomBytes(6).toString('hex')}`;

/** Requests a reset and returns the token of the mail. */
async function recoveryToken({ email }: Pick<Person, 'email'>): Promise<string> {
  const before = mail().mailsTo(email).length;
  expectData(await requestPasswordReset(graphward, email));
  await eventually(() => expect(mail().mailsTo(email).length).toBeGreaterThan(before));
  return tokenIn(await mail().mailTo(email, /^Reset your password/));
}

const expectInvalidToken = async (result: Promise<Awaited<ReturnType<typeof resetPassword>>>) =>
  expect(expectCode(await result, 'BAD_USER_INPUT').extensions.field).toBe('token');

it('sends a link with a token of 256 bits in the fragment, in text and HTML', async () => {
  const alice = await graphward.signUp('alice');
  const token = await recoveryToken(alice);

  const { headers, text, html, from, to } = await mail().mailTo(alice.email);
  const link = `https://app.example.com/reset-password#token=${token}`;
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(text.split('\n')).toContain(link);
  expect(html).toContain(`<a href="${link}">`);
  expect([from, to]).toEqual(['no-reply@example.com', [alice.email]]);
  expect(headers.get('from')).toBe('Example <no-reply@example.com>');
  expect(headers.get('to')).toBe(alice.email);
  expect(headers.get('auto-submitted')).toBe('auto-generated');
  expect(headers.get('message-id')).toMatch(/^<[0-9a-f]{24}@example\.com>$/);
});

it('sets the new password, ends all sessions and notifies the owner', async () => {
  const alice = await graphward.signUp('alice');
  const elsewhere = await graphward.signIn(alice);
  const password = newPassword();

  expect(expectData(await resetPassword(graphward, await recoveryToken(alice), password))).toEqual({
    resetPassword: { reset: true },
  });

  for (const { accessToken, refreshToken } of [alice, elsewhere]) {
    expect((await askWhoIAm(graphward, accessToken)).status).toBe(401);
    expectCode(await tryToRefresh(graphward, refreshToken), 'INVALID_REFRESH_TOKEN');
  }
  expectCode(await tryToLogIn(graphward, alice), 'INVALID_CREDENTIALS');
  await expectAlive(graphward, await graphward.signIn({ ...alice, password }));
  expect((await mail().mailTo(alice.email, /^Your password was reset/)).text).toContain(
    'https://app.example.com',
  );
});

it('does not sign in, and leaves roles and the disabled state as they are', async () => {
  const editor = await graphward.signUp('editor', 'USER', 'EDITOR');
  const token = await recoveryToken(editor);
  const { users } = graphward.app.services;
  await users.setDisabled(null, editor.id, true, { requestId: 'test', ipAddress: null, userAgent: null });
  const password = newPassword();

  const result = await resetPassword(graphward, token, password);

  expectData(result);
  expect(result.headers.get('set-cookie')).toBeNull();
  expectCode(await tryToLogIn(graphward, { ...editor, password }), 'INVALID_CREDENTIALS');
  expect(await users.findByEmail(editor.email)).toMatchObject({ disabled: true, roles: ['USER', 'EDITOR'] });
});

describe('a token', () => {
  it('works once', async () => {
    const token = await recoveryToken(await graphward.signUp('alice'));
    expectData(await resetPassword(graphward, token, newPassword()));
    await expectInvalidToken(resetPassword(graphward, token, newPassword()));
  });

  it('works for exactly one of several concurrent resets, whichever token they have', async () => {
    const alice = await graphward.signUp('alice');
    const tokens = [await recoveryToken(alice), await recoveryToken(alice)];
    const passwords = Array.from({ length: 8 }, newPassword);

    const results = await Promise.all(
      passwords.map((password, index) => resetPassword(graphward, tokens[index % 2] ?? '', password)),
    );

    const won = results.flatMap(({ errors }, index) => (errors ? [] : [passwords[index]]));
    expect(won).toHaveLength(1);
    expectData(await tryToLogIn(graphward, { ...alice, password: won[0] ?? '' }));
    await mail().mailTo(alice.email, /^Your password was reset/);
    await eventually(async () =>
      expect(await client.db().collection('mailOutbox').countDocuments({ userId: alice.id })).toBe(0),
    );
    const notices = mail()
      .mailsTo(alice.email)
      .filter(({ headers }) => headers.get('subject') === 'Your password was reset');
    expect(notices).toHaveLength(1);
  });

  it('expires after 30 minutes', async () => {
    const alice = await graphward.signUp('alice');
    const [early, late] = [await recoveryToken(alice), await recoveryToken(alice)];
    clock.advance(30 * 60 - 1);
    expectCode(await resetPassword(graphward, early, 'short'), 'BAD_USER_INPUT');
    clock.advance(1);
    await expectInvalidToken(resetPassword(graphward, late, newPassword()));
  });

  it('is invalid after a change of the password', async () => {
    const alice = await graphward.signUp('alice');
    const token = await recoveryToken(alice);
    expectData(
      await graphward
        .as(alice)
        .ask('mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }', {
          input: { currentPassword: alice.password, newPassword: newPassword() },
        }),
    );
    await expectInvalidToken(resetPassword(graphward, token, newPassword()));
  });

  it('is invalid after a change of the address', async () => {
    const alice = await graphward.signUp('alice');
    const token = await recoveryToken(alice);
    const newEmail = `new.${alice.email}`;
    expectData(await requestEmailChange(graphward, alice, newEmail));
    expectData(await verifyEmail(graphward, tokenIn(await mail().mailTo(newEmail))));
    await expectInvalidToken(resetPassword(graphward, token, newPassword()));
  });

  it('stays valid after a sign-in and a change of roles', async () => {
    const alice = await graphward.signUp('alice');
    const token = await recoveryToken(alice);
    await graphward.signIn(alice);
    await graphward.app.services.users.setRoles(null, alice.id, ['EDITOR'], {
      requestId: 'test',
      ipAddress: null,
      userAgent: null,
    });
    expectData(await resetPassword(graphward, token, newPassword()));
  });

  it('serves one purpose only', async () => {
    const { email } = await graphward.signUp('alice');
    const token = await recoveryToken({ email });
    await expectInvalidToken(verifyEmail(graphward, token));
    await expectInvalidToken(undoEmailChange(graphward, token));

    const bob = await graphward.signUp('bob');
    const newEmail = `new.${bob.email}`;
    expectData(await requestEmailChange(graphward, bob, newEmail));
    const ofChange = tokenIn(await mail().mailTo(newEmail));
    await expectInvalidToken(resetPassword(graphward, ofChange, newPassword()));
    await expectInvalidToken(undoEmailChange(graphward, ofChange));
    expectData(await requestEmailVerification(graphward, bob));
  });

  it.each([
    ['empty', ''],
    ['unknown', 'A'.repeat(43)],
    ['too long', 'A'.repeat(100_000)],
    ['an operator', '$where'],
    ['a control character', '\u0000'],
  ])('is rejected if it is %s', async (_what, token) =>
    expectInvalidToken(resetPassword(graphward, token, newPassword())),
  );

  it('is stored only as a hash, and in the outbox only until the mail is sent', async () => {
    const alice = await graphward.signUp('alice');
    const token = await recoveryToken(alice);
    const outbox = client.db().collection('mailOutbox');
    await eventually(async () => expect(await outbox.countDocuments({ userId: alice.id })).toBe(0));
    const stored = await client.db().collection('accountTokens').find({ userId: alice.id }).toArray();
    expect(stored).toHaveLength(1);
    expect(JSON.stringify(stored)).not.toContain(token);
  });
});

describe('the new password', () => {
  it.each([
    ['is too short', 'too short'],
    ['is common', 'password1password1'],
    ['contains an unpaired surrogate', `four words make one\ud800`],
  ])('is rejected if it %s, without using up the token', async (_what, password) => {
    const alice = await graphward.signUp('alice');
    const token = await recoveryToken(alice);
    const { extensions } = expectCode(await resetPassword(graphward, token, password), 'BAD_USER_INPUT');
    if (extensions.field !== undefined) expect(extensions.field).toBe('newPassword');
    expectData(await resetPassword(graphward, token, newPassword()));
  });

  it('must not consist of the address', async () => {
    const alice = await graphward.signUp('alice');
    const token = await recoveryToken(alice);
    const { extensions } = expectCode(await resetPassword(graphward, token, alice.email), 'BAD_USER_INPUT');
    expect(extensions.field).toBe('newPassword');
  });
});

it('finds the account by every spelling of its address', async () => {
  const { email } = await graphward.signUp('alice');
  expectData(await requestPasswordReset(graphward, `  ${email.toUpperCase()}.`));
  await mail().mailTo(email);
});

it('rejects a malformed address', async () => {
  const { extensions } = expectCode(await requestPasswordReset(graphward, 'alice'), 'BAD_USER_INPUT');
  expect(extensions.field).toBe('email');
});

it('accepts requests when mail is off, and says so at start-up', async () => {
  const server = await startGraphward({ database });
  const alice = await server.signUp('alice');
  expect(expectData(await requestPasswordReset(server, alice.email))).toEqual({
    requestPasswordReset: { accepted: true },
  });
  expect(await client.db().collection('mailOutbox').countDocuments({ userId: alice.id })).toBe(0);
  expect(server.logLines.map(({ msg }) => msg)).toContainEqual(expect.stringMatching(/^Mail is off/));
  await server.stop();
});

it('records who reset what, without the token', async () => {
  const alice = await graphward.signUp('alice');
  const token = await recoveryToken(alice);
  expectData(await resetPassword(graphward, token, newPassword()));
  await expectInvalidToken(resetPassword(graphward, token, newPassword()));

  const events = graphward.logLines.filter(
    ({ event, userId, targetUserId }) => event && (userId === alice.id || targetUserId === alice.id),
  );
  expect(events.map(({ event, outcome }) => [event, outcome])).toEqual(
    expect.arrayContaining([
      ['password_reset_requested', 'success'],
      ['password_reset', 'success'],
    ]),
  );
  expect(graphward.logLines).toContainEqual(
    expect.objectContaining({ event: 'password_reset', outcome: 'invalid_token' }),
  );
  expect(JSON.stringify(graphward.logLines)).not.toContain(token);
});
