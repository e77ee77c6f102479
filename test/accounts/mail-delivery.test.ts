import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import {
  mailSettings,
  requestEmailChange,
  requestPasswordReset,
  verifyEmail,
} from '../support/account-mutations.js';
import { createTestClock } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import { freshDatabaseUri, startGraphward, type TestServer } from '../support/graphward.js';
import { type MailServer, startMailServer, tokenIn } from '../support/mail-server.js';

const database = freshDatabaseUri();
const client = new MongoClient(database);
const outbox = client.db().collection('mailOutbox');
const servers: TestServer[] = [];
const mailServers: MailServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const server of mailServers.splice(0)) await server.stop();
  await outbox.deleteMany({});
});
afterAll(() => client.close());

const fast = { retryDelaysMs: [20, 20, 20, 20, 20, 20], pollMs: 50, attemptMs: 400 };

async function startMail(port?: number): Promise<MailServer> {
  const server = await startMailServer(port);
  mailServers.push(server);
  return server;
}

async function start(mail: Pick<MailServer, 'url'>, more: Parameters<typeof startGraphward>[0] = {}) {
  const server = await startGraphward({ database, env: mailSettings(mail), mailTimes: fast, ...more });
  servers.push(server);
  return server;
}

async function expectEmptyOutbox(): Promise<void> {
  await eventually(async () => expect(await outbox.countDocuments()).toBe(0));
}

const metric = async ({ url }: TestServer, name: string) => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
};

it.each(['hang', 'die', 'defer', 'echo and defer'] as const)(
  'sends a mail later when the mail server does this: %s',
  async (behaviour) => {
    const mail = await startMail();
    mail.behave(behaviour);
    const graphward = await start(mail);
    const { email } = await graphward.signUp('alice');
    expectData(await requestPasswordReset(graphward, email));
    await eventually(() => expect(mail.connections()).toBeGreaterThan(1));

    mail.behave('accept');

    const { text } = await mail.mailTo(email);
    const token = tokenIn({ text });
    await expectEmptyOutbox();
    expect(graphward.logLines).toContainEqual(
      expect.objectContaining({ msg: 'a mail could not be sent yet', kind: 'reset-password' }),
    );
    expect(JSON.stringify(graphward.logLines)).not.toContain(token);
    expect(JSON.stringify(graphward.logLines)).not.toContain('#token=');
    expect(await metric(graphward, 'graphward_mails_total{outcome="sent"}')).toBe(1);
    expect(await metric(graphward, 'graphward_mails_total{outcome="postponed"}')).toBeGreaterThan(0);
  },
);

it('sends a mail when the mail server is reachable again', async () => {
  const mail = await startMail();
  await mail.stop();
  const graphward = await start(mail, { mailTimes: { ...fast, retryDelaysMs: Array(1000).fill(20) } });
  const { email } = await graphward.signUp('alice');
  expectData(await requestPasswordReset(graphward, email));
  await eventually(() =>
    expect(graphward.logLines).toContainEqual(
      expect.objectContaining({ error: expect.stringContaining('CONN') }),
    ),
  );

  const again = await startMail(Number(new URL(mail.url).port));

  await again.mailTo(email);
  await expectEmptyOutbox();
});

it('gives up visibly after the last attempt, and sends the mail when it is retried', async () => {
  const mail = await startMail();
  mail.behave('defer');
  const graphward = await start(mail, { mailTimes: { ...fast, retryDelaysMs: [20] } });
  const { email } = await graphward.signUp('alice');
  expectData(await requestPasswordReset(graphward, email));

  await eventually(async () => {
    expect(await graphward.app.services.mail.list()).toEqual([
      expect.objectContaining({
        state: 'failed',
        kind: 'reset-password',
        to: email,
        attempts: 2,
        error: expect.stringMatching(/^EENVELOPE 451/),
      }),
    ]);
  });
  await eventually(async () =>
    expect(await metric(graphward, 'graphward_mails_total{outcome="given_up"}')).toBe(1),
  );
  expect(graphward.logLines).toContainEqual(
    expect.objectContaining({ level: 50, msg: expect.stringMatching(/^a mail was given up/), attempts: 2 }),
  );

  mail.behave('accept');
  expect(await graphward.app.services.mail.retry()).toBe(1);
  await mail.mailTo(email);
  await expectEmptyOutbox();
});

it('gives up immediately when the server rejects the recipient', async () => {
  const mail = await startMail();
  mail.behave('reject');
  const graphward = await start(mail);
  const { email } = await graphward.signUp('alice');
  expectData(await requestPasswordReset(graphward, email));
  await eventually(async () =>
    expect(await graphward.app.services.mail.list()).toEqual([
      expect.objectContaining({ state: 'failed', attempts: 1, error: expect.stringContaining('550') }),
    ]),
  );
});

it('does not send a token that has expired, and cannot be made to', async () => {
  const mail = await startMail();
  mail.behave('defer');
  const clock = createTestClock();
  const graphward = await start(mail, { clock, mailTimes: { ...fast, retryDelaysMs: Array(1000).fill(20) } });
  const { email } = await graphward.signUp('alice');
  expectData(await requestPasswordReset(graphward, email));
  await eventually(() => expect(mail.connections()).toBeGreaterThan(0));
  clock.advance(30 * 60);

  await eventually(async () =>
    expect(await graphward.app.services.mail.list()).toEqual([
      expect.objectContaining({ state: 'failed', error: 'expired before it could be sent' }),
    ]),
  );
  expect(await graphward.app.services.mail.retry()).toBe(0);
});

it('encrypts what waits in the outbox, with a key that another secret does not yield', async () => {
  const mail = await startMail();
  mail.behave('defer');
  const graphward = await start(mail, { mailTimes: { ...fast, retryDelaysMs: Array(1000).fill(20) } });
  const { email } = await graphward.signUp('alice');
  expectData(await requestPasswordReset(graphward, email));
  await eventually(() => expect(mail.connections()).toBeGreaterThan(0));
  const [stored] = await outbox.find().toArray();
  const bytes = Buffer.from((stored?.sealed as { buffer: Uint8Array }).buffer).toString('latin1');
  expect(bytes).not.toContain(email);
  expect(bytes).not.toContain('token');
  await servers.pop()?.stop();

  const REFRESH_SECRET = randomBytes(32).toString('base64');
  const other = await start(mail, { env: { ...mailSettings(mail), REFRESH_SECRET } });
  await outbox.updateMany({}, { $set: { dueAt: new Date(0) } });
  await eventually(async () =>
    expect(await other.app.services.mail.list()).toEqual([
      expect.objectContaining({
        to: null,
        state: 'failed',
        error: 'cannot be decrypted: the server has another REFRESH_SECRET',
      }),
    ]),
  );
});

it('sends each mail once although two servers share the outbox', async () => {
  const mail = await startMail();
  // An attempt that is given up may have been successful, so on a busy machine it must not be given up.
  const patient = { mailTimes: { ...fast, attemptMs: 60_000 } };
  const [one, other] = [await start(mail, patient), await start(mail, patient)];
  const people = [];
  for (let count = 0; count < 6; count += 1) people.push(await one.signUp('alice'));

  await Promise.all(
    people.flatMap(({ email }) => [requestPasswordReset(one, email), requestPasswordReset(other, email)]),
  );
  await expectEmptyOutbox();

  expect(mail.received).toHaveLength(12);
  expect(new Set(mail.received.map(({ headers }) => headers.get('message-id'))).size).toBe(12);
});

it('sends what another server left behind, and stops while the mail server hangs', async () => {
  const mail = await startMail();
  mail.behave('hang');
  const graphward = await start(mail, { mailTimes: { ...fast, attemptMs: 60_000 } });
  const { email } = await graphward.signUp('alice');
  expectData(await requestPasswordReset(graphward, email));
  await eventually(() => expect(mail.connections()).toBe(1));
  await servers.pop()?.stop();
  mail.behave('accept');

  await start(mail);

  await mail.mailTo(email);
  await expectEmptyOutbox();
});

it('reports the length of the outbox and the age of the oldest mail', async () => {
  const mail = await startMail();
  mail.behave('defer');
  const graphward = await start(mail, { mailTimes: { ...fast, retryDelaysMs: [60_000] } });
  const { email } = await graphward.signUp('alice');
  expectData(await requestPasswordReset(graphward, email));
  await eventually(async () => {
    expect(await metric(graphward, 'graphward_mail_outbox_length')).toBe(1);
    expect(await metric(graphward, 'graphward_mail_outbox_oldest_age_seconds')).toBeGreaterThan(0);
  });
});

it('does not send the notice of a change that was never made', async () => {
  const mail = await startMail();
  const graphward = await start(mail);
  const alice = await graphward.signUp('alice');
  const newEmail = `new.${alice.email}`;
  expectData(await requestEmailChange(graphward, alice, newEmail));
  const token = tokenIn(await mail.mailTo(newEmail));
  expectData(await verifyEmail(graphward, token));
  await mail.mailTo(alice.email, /was changed$/);
  const { model } = await preparedNotice(alice.id, 2);
  await eventually(async () => expect(await outbox.findOne(model)).toBeNull());
  expect(mail.mailsTo(alice.email)).toHaveLength(1);
});

/** Stores a notice as a server does that is killed before the change. */
async function preparedNotice(userId: string, fromEpoch: number) {
  const { insertedId } = await outbox.insertOne({
    kind: 'email-changed',
    userId,
    sealed: Buffer.alloc(40),
    state: 'waiting',
    attempts: 0,
    error: null,
    fromEpoch,
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + 60_000),
    dueAt: new Date(),
    leaseId: null,
    purgeAt: new Date(Date.now() + 60_000),
  });
  return { model: { _id: insertedId } };
}

it('keeps neither mails nor tokens of an account that is deleted', async () => {
  const mail = await startMail();
  mail.behave('defer');
  const graphward = await start(mail, { mailTimes: { ...fast, retryDelaysMs: [60_000] } });
  const alice = await graphward.signUp('alice');
  expectData(await requestPasswordReset(graphward, alice.email));
  expectData(await requestEmailChange(graphward, alice, `new.${alice.email}`));
  const tokens = client.db().collection('accountTokens');
  const stored = async () => [
    await outbox.countDocuments({ userId: alice.id }),
    await tokens.countDocuments({ userId: alice.id }),
  ];
  expect(await stored()).toEqual([2, 2]);

  await graphward.app.services.deletions.deleteUser(null, alice.id, {
    requestId: 'test',
    ipAddress: null,
    userAgent: null,
  });

  expect(await stored()).toEqual([0, 0]);
});
