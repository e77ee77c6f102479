import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import {
  mailSettings,
  requestPasswordReset,
  resetPassword,
  tryToRegister,
  verifyEmail,
} from '../support/account-mutations.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, startGraphward, type TestServer } from '../support/graphward.js';
import { tokenIn, useMailServer } from '../support/mail-server.js';
import { tryToLogIn } from '../support/sessions.js';

const mail = useMailServer();
const database = freshDatabaseUri();
const client = new MongoClient(database);
let graphward: TestServer;
beforeAll(async () => {
  const env = { ...mailSettings(mail()), EMAIL_VERIFICATION: 'required' };
  graphward = await startGraphward({ database, env });
});
afterAll(async () => {
  await graphward.stop();
  await client.close();
});

const password = 'four words make one';
const other = 'four other words instead';
const newAddress = () => `new.${randomBytes(6).toString('hex')}@example.com`;
const register = (email: string, more: { password?: string; name?: string } = {}) =>
  tryToRegister(graphward, { email, password, ...more });
const mails = (email: string) => mail().mailsTo(email);

/** Registers, and returns the token of the mail that this causes. */
async function registrationToken(email: string, more?: Parameters<typeof register>[1]): Promise<string> {
  const before = mails(email).length;
  expectData(await register(email, more));
  await eventually(() => expect(mails(email).length).toBeGreaterThan(before));
  return tokenIn(await mail().mailTo(email, /^Confirm/));
}

it('registers without signing in, and allows to sign in after verification', async () => {
  const email = newAddress();
  const result = await register(email);
  expect(expectData(result)).toEqual({ register: null });
  expect(result.headers.get('set-cookie')).toBeNull();
  expectCode(await tryToLogIn(graphward, { email, password }), 'INVALID_CREDENTIALS');

  const { text } = await mail().mailTo(email, 'Confirm your registration');
  expectData(await verifyEmail(graphward, tokenIn({ text })));

  const { login } = expectData(await tryToLogIn(graphward, { email, password }));
  const token = (login as { accessToken: string }).accessToken;
  expect(expectData(await graphward.ask('{ me { emailVerified roles } }', {}, { token })).me).toEqual({
    emailVerified: true,
    roles: ['USER'],
  });
  expectCode(await verifyEmail(graphward, tokenIn({ text })), 'BAD_USER_INPUT');
});

it('responds the same for a known address, whose owner gets a mail that says so', async () => {
  const alice = await graphward.signUp('alice');
  const [known, unknown] = [await register(alice.email, { password: other }), await register(newAddress())];
  expect([known.status, known.data, known.errors]).toEqual([unknown.status, unknown.data, unknown.errors]);

  const { text } = await mail().mailTo(alice.email);
  expect(text).toContain('already belongs to one');
  expect(text).not.toContain('#token=');
  await graphward.signIn(alice);
  expectCode(await tryToLogIn(graphward, { email: alice.email, password: other }), 'INVALID_CREDENTIALS');
});

it('fails to sign in with one and the same error before verification, whatever the password', async () => {
  const email = newAddress();
  expectData(await register(email));
  const attempts = [
    await tryToLogIn(graphward, { email, password }),
    await tryToLogIn(graphward, { email, password: other }),
    await tryToLogIn(graphward, { email: newAddress(), password }),
  ];
  expect(new Set(attempts.map(({ errors }) => JSON.stringify(errors))).size).toBe(1);
  expectCode(attempts[0] ?? (await register(email)), 'INVALID_CREDENTIALS');
  expect(graphward.logLines).toContainEqual(
    expect.objectContaining({ event: 'login', outcome: 'unverified' }),
  );
});

it('lets the link decide which of several registrations counts', async () => {
  const email = newAddress();
  const stranger = await registrationToken(email, { password: other, name: 'Eve' });
  const own = await registrationToken(email, { name: 'Alice' });

  expectData(await verifyEmail(graphward, own));

  expectCode(await verifyEmail(graphward, stranger), 'BAD_USER_INPUT');
  expectCode(await tryToLogIn(graphward, { email, password: other }), 'INVALID_CREDENTIALS');
  expectData(await tryToLogIn(graphward, { email, password }));
  expect(await graphward.app.services.users.findByEmail(email)).toMatchObject({ name: 'Alice' });
});

it('recovering the password verifies the address, too', async () => {
  const email = newAddress();
  expectData(await register(email));
  expectData(await requestPasswordReset(graphward, email));
  const token = tokenIn(await mail().mailTo(email, /^Reset/));
  expectData(await resetPassword(graphward, token, other));
  expectData(await tryToLogIn(graphward, { email, password: other }));
});

it('never replaces the password of an account that was in use before verification was required', async () => {
  const email = newAddress();
  const lax = await startGraphward({ database, env: mailSettings(mail()) });
  expectData(await tryToRegister(lax, { email, password }));
  await lax.stop();

  expectData(await register(email, { password: other }));

  const { text } = await mail().mailTo(email);
  expect(text).not.toContain('#token=');
  expectCode(await tryToLogIn(graphward, { email, password }), 'INVALID_CREDENTIALS');
});

it('considers accounts that an operator created as verified', async () => {
  const alice = await graphward.signUp('alice');
  expect(expectData(await graphward.as(alice).ask('{ me { emailVerified } }')).me).toEqual({
    emailVerified: true,
  });
});

it.each([
  ['a malformed address', { email: 'alice' }, 'email'],
  ['a short password', { email: newAddress(), password: 'short' }, 'password'],
])('rejects %s like before', async (_what, { email, ...more }, field) => {
  expect(expectCode(await register(email, more), 'BAD_USER_INPUT').extensions.field).toBe(field);
});
