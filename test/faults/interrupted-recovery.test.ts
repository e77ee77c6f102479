/** The flows by mail consist of several writes. The connection to the database is cut between any two of them. */
import { randomBytes } from 'node:crypto';
import { MongoClient, ObjectId } from 'mongodb';
import {
  mailSettings,
  requestEmailChange,
  requestPasswordReset,
  resetPassword,
  undoEmailChange,
  verifyEmail,
} from '../support/account-mutations.js';
import type { GraphqlResult } from '../support/client.js';
import { until } from '../support/embedded-mongodb.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { tokenIn, useMailServer } from '../support/mail-server.js';
import { cleanUpProcesses, sharedDatabase, startServerProcess } from '../support/process.js';
import { tryToLogIn, tryToRefresh } from '../support/sessions.js';
import { type FaultyLink, openFaultyLink } from './faulty-link.js';

const mail = useMailServer();
const database = freshDatabaseUri();
const settings = sharedDatabase(database);
const client = new MongoClient(database);
const outbox = client.db().collection('mailOutbox');
let link: FaultyLink;
/** The server whose connection is cut. */
let server: TestServer;
/** Another instance, which goes on. */
let other: TestServer;

beforeAll(async () => {
  link = await openFaultyLink(database);
  const env = { ...settings, ...mailSettings(mail()) };
  const mailTimes = { pollMs: 100 };
  other = await startGraphward({ env, mailTimes, database });
  server = await startGraphward({ env: { ...env, MONGODB_URI: link.uri }, mailTimes, database: link.uri });
});
afterEach(cleanUpProcesses);
afterAll(async () => {
  await server.stop();
  await other.stop();
  await link.close();
  await client.close();
});

const newPassword = 'four other words instead';
const newAddress = () => `new.${randomBytes(6).toString('hex')}@example.com`;
const epochOf = async ({ id }: Person) =>
  ((
    await client
      .db()
      .collection('users')
      .findOne({ _id: new ObjectId(id) })
  )?.credentialsEpoch ?? 0) as number;

/** Mails of changes that were not made in the end are due after half a minute; do not wait for it. */
async function deliverAll(userId: string): Promise<void> {
  await outbox.updateMany({ userId }, { $set: { dueAt: new Date(0) } });
  await eventually(async () => expect(await outbox.countDocuments({ userId })).toBe(0));
}

const subjectsTo = (address: string) =>
  mail()
    .mailsTo(address)
    .map(({ headers }) => headers.get('subject'));

/** Makes a request that fails because the link is cut before this write. */
async function interrupt(texts: readonly string[], request: () => Promise<GraphqlResult>): Promise<void> {
  link.cutBefore(...texts);
  expectCode(await request(), 'SERVICE_UNAVAILABLE');
  link.mend();
  await eventually(async () => {
    expect((await fetch(`${server.url}/ready`)).status).toBe(200);
  });
}

async function recoveryToken({ email }: Person): Promise<string> {
  expectData(await requestPasswordReset(other, email));
  return tokenIn(await mail().mailTo(email, /^Reset/));
}

it.each([
  ['the token', ['insert', 'accountTokens']],
  ['the mail', ['insert', 'mailOutbox']],
])('a request of a reset that failed before it stored %s can be repeated', async (_what, texts) => {
  const alice = await other.signUp('alice');
  await interrupt(texts, () => requestPasswordReset(server, alice.email));
  expect(mail().mailsTo(alice.email)).toEqual([]);
  expectData(await requestPasswordReset(server, alice.email));
  expectData(await resetPassword(server, tokenIn(await mail().mailTo(alice.email)), newPassword));
});

it.each([
  ['the notice', ['insert', 'mailOutbox'], false],
  ['the revocation', ['updates', 'revocations'], false],
  ['the password', ['findAndModify', 'passwordHash'], false],
  ['the end of the sessions', ['updates', 'sessions'], true],
  ['the removal of the tokens', ['deletes', 'accountTokens'], true],
  ['the release of the notice', ['updates', 'mailOutbox'], true],
])(
  'a reset that failed before it wrote %s happens once, and the owner hears of it',
  async (_what, texts, isDone) => {
    const alice = await other.signUp('alice');
    const token = await recoveryToken(alice);

    await interrupt(texts, () => resetPassword(server, token, newPassword));

    expect(await epochOf(alice)).toBe(isDone ? 1 : 0);
    const again = await resetPassword(server, token, newPassword);
    if (isDone) expectCode(again, 'BAD_USER_INPUT');
    else expectData(again);
    expect(await epochOf(alice)).toBe(1);
    expectCode(await tryToLogIn(other, alice), 'INVALID_CREDENTIALS');
    expectCode(await tryToRefresh(other, alice.refreshToken), 'INVALID_REFRESH_TOKEN');
    await eventually(async () => expect((await other.as(alice).ask('{ me { id } }')).status).toBe(401));
    expectData(await tryToLogIn(other, { ...alice, password: newPassword }));
    await deliverAll(alice.id);
    expect(subjectsTo(alice.email)).toContain('Your password was reset');
  },
);

it.each([
  ['the token that undoes it', ['insert', 'accountTokens'], false],
  ['the notice', ['insert', 'mailOutbox'], false],
  ['the address', ['findAndModify', 'emailVerified'], false],
  ['the removal of the tokens', ['deletes', 'accountTokens'], true],
  ['the release of the notice', ['updates', 'mailOutbox'], true],
])('a change of the address that failed before it wrote %s can be undone', async (_what, texts, isDone) => {
  const alice = await other.signUp('alice');
  const newEmail = newAddress();
  expectData(await requestEmailChange(other, alice, newEmail));
  const token = tokenIn(await mail().mailTo(newEmail));

  await interrupt(texts, () => verifyEmail(server, token));

  const again = await verifyEmail(server, token);
  if (isDone) expectCode(again, 'BAD_USER_INPUT');
  else expectData(again);
  expect(await epochOf(alice)).toBe(1);
  await deliverAll(alice.id);
  const undo = tokenIn(await mail().mailTo(alice.email, /was changed$/));
  expectData(await undoEmailChange(server, undo));
  expectCode(await undoEmailChange(server, undo), 'BAD_USER_INPUT');
});

it.each([
  ['the claim', ['findAndModify', 'claimedEpoch'], false],
  ['the removal of later tokens', ['deletes', 'undo_email_change'], false],
  ['the notice', ['insert', 'mailOutbox'], false],
  ['the revocation', ['updates', 'revocations'], false],
  ['the address', ['findAndModify', 'emailVerified'], false],
  ['the end of the sessions', ['updates', 'sessions'], true],
  ['the release of the notice', ['updates', 'mailOutbox'], true],
])('an undone change that failed before it wrote %s happens once', async (_what, texts, isDone) => {
  const alice = await other.signUp('alice');
  const newEmail = newAddress();
  expectData(await requestEmailChange(other, alice, newEmail));
  expectData(await verifyEmail(other, tokenIn(await mail().mailTo(newEmail))));
  const token = tokenIn(await mail().mailTo(alice.email, /was changed$/));

  await interrupt(texts, () => undoEmailChange(server, token));

  const again = await undoEmailChange(server, token);
  if (isDone) expectCode(again, 'BAD_USER_INPUT');
  else expectData(again);
  expect(await epochOf(alice)).toBe(2);
  expectCode(await undoEmailChange(server, token), 'BAD_USER_INPUT');
  expectCode(await tryToRefresh(other, alice.refreshToken), 'INVALID_REFRESH_TOKEN');
  expectData(await tryToLogIn(other, alice));
  await deliverAll(alice.id);
  expect(subjectsTo(alice.email)).toContain('The address of your account was restored');
});

describe('a change whose result was lost on the way from the database', () => {
  it('of the address tells the owner of the old one, who can undo it', async () => {
    const alice = await other.signUp('alice');
    const newEmail = newAddress();
    expectData(await requestEmailChange(other, alice, newEmail));
    const token = tokenIn(await mail().mailTo(newEmail));

    link.loseResponse('findAndModify', 'emailVerified');
    expectCode(await verifyEmail(server, token), 'SERVICE_UNAVAILABLE');

    await eventually(async () => expect(await epochOf(alice)).toBe(1));
    await deliverAll(alice.id);
    expectData(await undoEmailChange(server, tokenIn(await mail().mailTo(alice.email, /was changed$/))));
  });

  it('of the password tells the owner', async () => {
    const alice = await other.signUp('alice');
    const token = await recoveryToken(alice);

    link.loseResponse('findAndModify', 'passwordHash');
    expectCode(await resetPassword(server, token, newPassword), 'SERVICE_UNAVAILABLE');

    await eventually(async () => expect(await epochOf(alice)).toBe(1));
    await deliverAll(alice.id);
    expect(subjectsTo(alice.email)).toContain('Your password was reset');
  });
});

describe('a server that is killed', () => {
  /** Starts a server, and kills it when it is about to make this write. */
  async function killBefore(
    texts: readonly string[],
    request: (victim: Pick<TestServer, 'ask'>) => Promise<GraphqlResult>,
  ): Promise<void> {
    const env = { ...settings, ...mailSettings(mail()), MONGODB_URI: link.uri };
    const victim = await startServerProcess({ env });
    link.stallBefore(...texts);
    const lost = request(victim).catch(() => null);
    await until(() => link.isStalled());
    await victim.signal('SIGKILL');
    link.cut();
    expect(await lost).toBeNull();
    link.mend();
  }

  it.each([
    ['sets the password', ['findAndModify', 'passwordHash'], false],
    ['ends the sessions', ['updates', 'sessions'], true],
    ['releases the notice', ['updates', 'mailOutbox'], true],
    ['records the event', ['insert', 'auditEvents'], true],
  ])('before it %s leaves a token that works once', async (_what, texts, isDone) => {
    const alice = await other.signUp('alice');
    const token = await recoveryToken(alice);

    await killBefore(texts, (victim) => resetPassword(victim, token, newPassword));

    const again = await resetPassword(other, token, newPassword);
    if (isDone) expectCode(again, 'BAD_USER_INPUT');
    else expectData(again);
    expect(await epochOf(alice)).toBe(1);
    expectCode(await tryToRefresh(other, alice.refreshToken), 'INVALID_REFRESH_TOKEN');
    expectData(await tryToLogIn(other, { ...alice, password: newPassword }));
    await deliverAll(alice.id);
    expect(subjectsTo(alice.email)).toContain('Your password was reset');
  });

  it('before it tells the owner of an address that it has changed leaves a change that can be undone', async () => {
    const alice = await other.signUp('alice');
    const newEmail = newAddress();
    expectData(await requestEmailChange(other, alice, newEmail));
    const token = tokenIn(await mail().mailTo(newEmail));

    await killBefore(['updates', 'mailOutbox'], (victim) => verifyEmail(victim, token));

    expectCode(await verifyEmail(other, token), 'BAD_USER_INPUT');
    await deliverAll(alice.id);
    expectData(await undoEmailChange(other, tokenIn(await mail().mailTo(alice.email, /was changed$/))));
  });
});
