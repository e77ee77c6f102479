import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
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
import type { GraphqlResult } from '../support/client.js';
import { createTestClock } from '../support/clock.js';
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

const password = 'four words make one';
const newAddress = () => `new.${randomBytes(6).toString('hex')}@example.com`;

function expectInvalidToken(result: GraphqlResult): void {
  expect(expectCode(result, 'BAD_USER_INPUT').extensions.field).toBe('token');
}

async function register(name: string): Promise<Person> {
  const email = `${name}.${randomBytes(4).toString('hex')}@example.com`;
  const { register: payload } = expectData(await tryToRegister(graphward, { email, password }));
  const { accessToken, refreshToken, user } = payload as Pick<Person, 'accessToken' | 'refreshToken'> & {
    user: { id: string };
  };
  return { id: user.id, email, password, accessToken, refreshToken };
}

const stateOf = async (person: Person) =>
  expectData(await graphward.as(person).ask('{ me { email emailVerified } }')).me as unknown;

/** Changes the address, and returns the token that undoes it. */
async function changeAddress(person: Person, newEmail: string): Promise<string> {
  const { email } = (await stateOf(person)) as { email: string };
  expectData(await requestEmailChange(graphward, person, newEmail));
  expectData(await verifyEmail(graphward, tokenIn(await mail().mailTo(newEmail, /^Verify your new/))));
  return tokenIn(await mail().mailTo(email, /^The address of your account was changed/));
}

describe('verification', () => {
  it('marks the address as verified, once', async () => {
    const alice = await register('alice');
    expect(await stateOf(alice)).toEqual({ email: alice.email, emailVerified: false });
    expectData(await requestEmailVerification(graphward, alice));
    const { text } = await mail().mailTo(alice.email);
    const token = tokenIn({ text });
    expect(text).toContain(`https://app.example.com/verify-email#token=${token}`);

    expectData(await verifyEmail(graphward, token));

    expect(await stateOf(alice)).toEqual({ email: alice.email, emailVerified: true });
    expectInvalidToken(await verifyEmail(graphward, token));
    await expectAlive(graphward, alice);
  });

  it('accepts a request for an address that is verified, without a mail', async () => {
    const alice = await graphward.signUp('alice');
    expect(expectData(await requestEmailVerification(graphward, alice))).toEqual({
      requestEmailVerification: { accepted: true },
    });
    expect(mail().mailsTo(alice.email)).toEqual([]);
    expect(await stateOf(alice)).toEqual({ email: alice.email, emailVerified: true });
  });

  it('rejects a token after 24 hours', async () => {
    const alice = await register('alice');
    expectData(await requestEmailVerification(graphward, alice));
    const token = tokenIn(await mail().mailTo(alice.email));
    clock.advance(24 * 3600);
    expectInvalidToken(await verifyEmail(graphward, token));
  });

  it('rejects a token after the address was changed', async () => {
    const alice = await register('alice');
    expectData(await requestEmailVerification(graphward, alice));
    const token = tokenIn(await mail().mailTo(alice.email));
    await changeAddress(alice, newAddress());
    expectInvalidToken(await verifyEmail(graphward, token));
  });

  it('happens through a reset of the password, which also proves that the address is the own one', async () => {
    const alice = await register('alice');
    expectData(await requestPasswordReset(graphward, alice.email));
    const token = tokenIn(await mail().mailTo(alice.email));
    expectData(await resetPassword(graphward, token, 'four other words instead'));
    const again = await graphward.signIn({ ...alice, password: 'four other words instead' });
    expect(await stateOf(again)).toEqual({ email: alice.email, emailVerified: true });
  });

  it('is visible to the owner and administrators only', async () => {
    const [alice, bob, admin] = [
      await graphward.signUp('alice'),
      await graphward.signUp('bob'),
      await graphward.signUp('admin', 'ADMIN'),
    ];
    const query = `{ user(id: "${alice.id}") { emailVerified } }`;
    expect(expectData(await graphward.as(admin).ask(query)).user).toEqual({ emailVerified: true });
    expectCode(await graphward.as(bob).ask(query), 'FORBIDDEN');
  });
});

describe('a change of the address', () => {
  it('takes effect when the new address is verified, and sessions continue', async () => {
    const alice = await graphward.signUp('alice');
    const newEmail = newAddress();
    expectData(await requestEmailChange(graphward, alice, ` ${newEmail.toUpperCase()} `));
    const { text } = await mail().mailTo(newEmail);
    expect(await stateOf(alice)).toMatchObject({ email: alice.email });

    expectData(await verifyEmail(graphward, tokenIn({ text })));

    expect(await stateOf(alice)).toEqual({ email: newEmail, emailVerified: true });
    expectData(await tryToLogIn(graphward, { ...alice, email: newEmail }));
    expectCode(await tryToLogIn(graphward, alice), 'INVALID_CREDENTIALS');
    await expectAlive(graphward, alice);
    expectInvalidToken(await verifyEmail(graphward, tokenIn({ text })));
  });

  it('requires the current password', async () => {
    const alice = await graphward.signUp('alice');
    const newEmail = newAddress();
    const result = await requestEmailChange(graphward, alice, newEmail, 'not the password');
    expect(expectCode(result, 'INVALID_CREDENTIALS').extensions.field).toBe('currentPassword');
    expect(mail().mailsTo(newEmail)).toEqual([]);
  });

  it.each(['alice', '', 'a@b@c', 'alice@example.com\r\nBcc: eve@example.com'])(
    'rejects the address %j',
    async (newEmail) => {
      const alice = await graphward.signUp('alice');
      const result = await requestEmailChange(graphward, alice, newEmail);
      expect(expectCode(result, 'BAD_USER_INPUT').extensions.field).toBe('newEmail');
    },
  );

  it('rejects the current address', async () => {
    const alice = await graphward.signUp('alice');
    const result = await requestEmailChange(graphward, alice, alice.email.toUpperCase());
    expect(expectCode(result, 'BAD_USER_INPUT').extensions.field).toBe('newEmail');
  });

  it('does not reveal that the address is taken, except to its owner', async () => {
    const [alice, bob] = [await graphward.signUp('alice'), await graphward.signUp('bob')];
    const [taken, free] = [
      await requestEmailChange(graphward, alice, bob.email),
      await requestEmailChange(graphward, alice, newAddress()),
    ];
    expect([taken.status, taken.data, taken.errors]).toEqual([free.status, free.data, free.errors]);
    const { text } = await mail().mailTo(bob.email);
    expect(text).toContain('already belongs to one');
    expect(text).not.toContain('#token=');
    expect(await stateOf(bob)).toMatchObject({ email: bob.email });
  });

  it('fails if the address was taken in the meantime', async () => {
    const alice = await graphward.signUp('alice');
    const newEmail = newAddress();
    expectData(await requestEmailChange(graphward, alice, newEmail));
    const token = tokenIn(await mail().mailTo(newEmail));
    expectData(await tryToRegister(graphward, { email: newEmail, password }));

    expectCode(await verifyEmail(graphward, token), 'CONFLICT');

    expect(await stateOf(alice)).toMatchObject({ email: alice.email });
    expect(mail().mailsTo(alice.email)).toEqual([]);
  });

  it('is cancelled by a change of the password', async () => {
    const alice = await graphward.signUp('alice');
    const newEmail = newAddress();
    expectData(await requestEmailChange(graphward, alice, newEmail));
    const token = tokenIn(await mail().mailTo(newEmail));
    const change = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }';
    const input = { currentPassword: alice.password, newPassword: 'four other words instead' };
    expectData(await graphward.as(alice).ask(change, { input }));
    expectInvalidToken(await verifyEmail(graphward, token));
  });

  it('happens for one of two concurrent verifications', async () => {
    const alice = await graphward.signUp('alice');
    const addresses = [newAddress(), newAddress()];
    for (const address of addresses) expectData(await requestEmailChange(graphward, alice, address));
    const tokens = await Promise.all(addresses.map(async (address) => tokenIn(await mail().mailTo(address))));
    const results = await Promise.all(tokens.map((token) => verifyEmail(graphward, token)));
    expect(results.filter(({ errors }) => !errors)).toHaveLength(1);
  });
});

describe('undoing a change', () => {
  it('restores the address and ends all sessions, once, and tells the owner', async () => {
    const alice = await graphward.signUp('alice');
    const newEmail = newAddress();
    const token = await changeAddress(alice, newEmail);

    expect(expectData(await undoEmailChange(graphward, token))).toEqual({
      undoEmailChange: { undone: true },
    });

    expectCode(await tryToRefresh(graphward, alice.refreshToken), 'INVALID_REFRESH_TOKEN');
    expect((await askWhoIAm(graphward, alice.accessToken)).status).toBe(401);
    expectCode(await tryToLogIn(graphward, { ...alice, email: newEmail }), 'INVALID_CREDENTIALS');
    expect(await stateOf(await graphward.signIn(alice))).toEqual({ email: alice.email, emailVerified: true });
    await mail().mailTo(alice.email, /was restored$/);
    expectInvalidToken(await undoEmailChange(graphward, token));
  });

  it('is possible for seven days', async () => {
    const alice = await graphward.signUp('alice');
    const [early, late] = [
      await changeAddress(alice, newAddress()),
      await changeAddress(alice, newAddress()),
    ];
    clock.advance(7 * 86_400 - 1);
    // The session has expired, but not the link.
    expectData(await undoEmailChange(graphward, early));
    expectInvalidToken(await undoEmailChange(graphward, late));

    const bob = await graphward.signUp('bob');
    const token = await changeAddress(bob, newAddress());
    clock.advance(7 * 86_400);
    expectInvalidToken(await undoEmailChange(graphward, token));
  });

  it('works after whoever took over the account changed the password and the address again', async () => {
    const alice = await graphward.signUp('alice');
    const token = await changeAddress(alice, newAddress());
    const change =
      'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken } }';
    const input = { currentPassword: alice.password, newPassword: 'four other words instead' };
    const { changePassword } = expectData(await graphward.as(alice).ask(change, { input }));
    const { accessToken } = changePassword as Person;
    const later = await changeAddress({ ...alice, accessToken, password: input.newPassword }, newAddress());

    expectData(await undoEmailChange(graphward, token));

    expect(await graphward.app.services.users.findByEmail(alice.email)).toMatchObject({ id: alice.id });
    // The link to an address of the intermediate owner is dead.
    expectInvalidToken(await undoEmailChange(graphward, later));
  });

  it('happens once for several concurrent requests', async () => {
    const alice = await graphward.signUp('alice');
    const token = await changeAddress(alice, newAddress());
    const results = await Promise.all(Array.from({ length: 6 }, () => undoEmailChange(graphward, token)));
    expect(results.filter(({ errors }) => !errors)).toHaveLength(1);
  });

  it('cannot be prevented with an account that has the old address', async () => {
    const [alice, eve] = [await graphward.signUp('alice'), await graphward.signUp('eve')];
    expectData(await requestEmailChange(graphward, eve, newAddress()));
    const token = await changeAddress(alice, newAddress());

    expectCode(await tryToRegister(graphward, { email: alice.email, password }), 'CONFLICT');
    expectData(await requestEmailChange(graphward, eve, alice.email));

    expectData(await undoEmailChange(graphward, token));
    const mails = mail().mailsTo(alice.email);
    expect(mails.filter(({ headers }) => headers.get('subject') === 'Verify your new address')).toEqual([]);
  });

  it('does not prevent the user from returning to the old address', async () => {
    const alice = await graphward.signUp('alice');
    const newEmail = newAddress();
    await changeAddress(alice, newEmail);
    await changeAddress(alice, alice.email);
    expect(await stateOf(alice)).toMatchObject({ email: alice.email });
  });
});

it('tokens work on another instance', async () => {
  const other = await startGraphward({ database, clock, env: mailSettings(mail()) });
  const alice = await register('alice');
  expectData(await requestEmailVerification(graphward, alice));
  expectData(await verifyEmail(other, tokenIn(await mail().mailTo(alice.email))));
  await other.stop();
});

it('records each step, without a token', async () => {
  const alice = await graphward.signUp('alice');
  const token = await changeAddress(alice, newAddress());
  expectData(await undoEmailChange(graphward, token));
  const events = graphward.logLines.filter(({ event, userId }) => event && userId === alice.id);
  expect(events.map(({ event, outcome }) => [event, outcome])).toEqual(
    expect.arrayContaining([
      ['email_change_requested', 'success'],
      ['email_changed', 'success'],
      ['email_change_undone', 'success'],
    ]),
  );
  expect(JSON.stringify(graphward.logLines)).not.toContain(token);
});
