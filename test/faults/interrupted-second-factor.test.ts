/** Changes of a second factor consist of several writes. The server is cut off, or killed, between any two of them. */
import { MongoClient, ObjectId } from 'mongodb';
import { mailSettings } from '../support/account-mutations.js';
import type { GraphqlResult } from '../support/client.js';
import { createTestClock } from '../support/clock.js';
import { until } from '../support/embedded-mongodb.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { useMailServer } from '../support/mail-server.js';
import {
  cleanUpProcesses,
  type ServerProcess,
  sharedDatabase,
  startServerProcess,
} from '../support/process.js';
import {
  codeAt,
  confirm,
  disable,
  disableFor,
  enableSecondFactor,
  enrol,
  logInWith,
  renewRecoveryCodes,
} from '../support/second-factor.js';
import { tryToLogIn } from '../support/sessions.js';
import { type FaultyLink, openFaultyLink } from './faulty-link.js';

const mail = useMailServer();
const clock = createTestClock();
const database = freshDatabaseUri();
const settings = sharedDatabase(database);
const client = new MongoClient(database);
const outbox = client.db().collection('mailOutbox');
let link: FaultyLink;
/** The server whose connection is cut. */
let server: TestServer;
/** Another instance, which goes on. */
let other: TestServer;
let alice: Person;

beforeAll(async () => {
  link = await openFaultyLink(database);
  const env = { ...settings, ...mailSettings(mail()) };
  const options = { clock, mailTimes: { pollMs: 100 } };
  other = await startGraphward({ ...options, env, database });
  server = await startGraphward({ ...options, env: { ...env, MONGODB_URI: link.uri }, database: link.uri });
});
beforeEach(async () => {
  alice = await other.signUp('alice');
});
afterEach(cleanUpProcesses);
afterAll(async () => {
  await server.stop();
  await other.stop();
  await link.close();
  await client.close();
});

/** A code that has not been used yet. */
function nextCode(secret: string): string {
  clock.advance(30);
  return codeAt(secret, clock());
}

/** Makes a request that fails because the link is cut before this write. */
async function interrupt(texts: readonly string[], request: () => Promise<GraphqlResult>): Promise<void> {
  link.cutBefore(...texts);
  expectCode(await request(), 'SERVICE_UNAVAILABLE');
  link.mend();
  await untilRecovered();
}

/** Makes a request that fails because the result of this write is lost. */
async function loseResult(texts: readonly string[], request: () => Promise<GraphqlResult>): Promise<void> {
  link.loseResponse(...texts);
  expectCode(await request(), 'SERVICE_UNAVAILABLE');
  await untilRecovered();
}

const untilRecovered = () =>
  eventually(async () => void expectData(await server.as(alice).ask('{ me { id } }')), 30_000);

const hasSecondFactor = async () =>
  ((
    await client
      .db()
      .collection('users')
      .findOne({ _id: new ObjectId(alice.id) })
  )?.secondFactor ?? false) as boolean;

/** Mails of changes that were not made in the end are due after half a minute; do not wait for it. */
async function deliveredSubjects(): Promise<(string | undefined)[]> {
  await outbox.updateMany({ userId: alice.id }, { $set: { dueAt: new Date(0) } });
  await eventually(async () => expect(await outbox.countDocuments({ userId: alice.id })).toBe(0));
  return mail()
    .mailsTo(alice.email)
    .map(({ headers }) => headers.get('subject'));
}

/** How many of the servers a code signs in on: one, or none if it was used before. */
async function signInsWith(otp: string): Promise<number> {
  const results = [await logInWith(other, alice, otp), await logInWith(server, alice, otp)];
  return results.filter(({ errors }) => !errors).length;
}

const notice = ['insert', 'mailOutbox'];
const release = ['updates', 'mailOutbox'];
const event = ['insert', 'auditEvents'];

describe('enabling', () => {
  it.each([
    ['the notice', notice, false],
    ['the second factor', ['updates', 'recoveryCodes'], false],
    ['the release of the notice', release, true],
    ['the event', event, true],
  ])(
    'that failed before it wrote %s happens once, and the owner hears of it',
    async (_what, texts, isDone) => {
      const { secret } = expectData(await enrol(other, alice)).enrolSecondFactor as { secret: string };
      const code = codeAt(secret, clock());

      await interrupt(texts, () => confirm(server, alice, code));

      expect(await hasSecondFactor()).toBe(isDone);
      const again = await confirm(server, alice, code);
      if (isDone) expectCode(again, 'CONFLICT');
      else expectData(again);
      expect(await signInsWith(code)).toBe(0);
      // Recovery codes that the client never received can be renewed.
      const { renewRecoveryCodes: renewed } = expectData(
        await renewRecoveryCodes(server, alice, nextCode(secret)),
      );
      expect(await signInsWith((renewed as { recoveryCodes: string[] }).recoveryCodes[0] ?? '')).toBe(1);
      expect(await deliveredSubjects()).toContain('A second factor was enabled');
    },
  );
});

describe('a sign-in with a recovery code', () => {
  it.each([
    ['the notice', notice, false],
    ['the use of the code', ['updates', '$pull'], false],
    ['the release of the notice', release, true],
    ['the event', event, true],
    ['the session', ['insert', 'sessions'], true],
  ])('that failed before it wrote %s uses the code at most once', async (_what, texts, isUsed) => {
    const [code = ''] = (await enableSecondFactor(other, alice, clock())).recoveryCodes;

    await interrupt(texts, () => logInWith(server, alice, code));

    expect(await signInsWith(code)).toBe(isUsed ? 0 : 1);
    expect(await deliveredSubjects()).toContain('A recovery code was used');
  });

  it('whose use of the code was confirmed to nobody uses it once, and the owner hears of it', async () => {
    const [code = ''] = (await enableSecondFactor(other, alice, clock())).recoveryCodes;

    await loseResult(['updates', '$pull'], () => logInWith(server, alice, code));

    expect(await signInsWith(code)).toBe(0);
    expect(await deliveredSubjects()).toContain('A recovery code was used');
  });
});

it('a sign-in whose code was used up, which nobody was told, does not sign in with it again', async () => {
  const { secret } = await enableSecondFactor(other, alice, clock());
  const code = nextCode(secret);

  await loseResult(['updates', 'totp.lastStep'], () => logInWith(server, alice, code));

  expect(await signInsWith(code)).toBe(0);
  expect(await signInsWith(nextCode(secret))).toBe(1);
});

describe('disabling', () => {
  it.each([
    ['the use of the code', ['updates', 'totp.lastStep'], false],
    ['the notice', notice, false],
    ['the change', ['updates', '$unset'], false],
    ['the release of the notice', release, true],
    ['the event', event, true],
  ])(
    'that failed before it wrote %s can be repeated, and the owner hears of it',
    async (_what, texts, isDone) => {
      const { secret } = await enableSecondFactor(other, alice, clock());

      await interrupt(texts, () => disable(server, alice, nextCode(secret)));

      expect(await hasSecondFactor()).toBe(!isDone);
      const again = await disable(server, alice, nextCode(secret));
      if (isDone) expectCode(again, 'CONFLICT');
      else expectData(again);
      expectData(await logInWith(other, alice));
      expect(await deliveredSubjects()).toContain('Your second factor was disabled');
    },
  );

  it.each([
    ['the user', (secret: string) => disable(server, alice, nextCode(secret))],
    ['an administrator', async () => disableFor(server, await other.signUp('ada', 'ADMIN'), alice.id)],
  ])('by %s whose result was lost tells the owner', async (_who, request) => {
    const { secret } = await enableSecondFactor(other, alice, clock());

    await loseResult(['updates', '$unset'], () => request(secret));

    await eventually(async () => expect(await hasSecondFactor()).toBe(false));
    expect(await deliveredSubjects()).toContain('Your second factor was disabled');
  });
});

describe('renewing the recovery codes', () => {
  it.each([
    ['the use of the code', ['updates', 'totp.lastStep'], false],
    ['the notice', notice, false],
    ['the codes', ['updates', 'totp.recoveryCodes'], false],
    ['the release of the notice', release, true],
    ['the event', event, true],
  ])('that failed before it wrote %s can be repeated', async (_what, texts, isDone) => {
    const { secret, recoveryCodes } = await enableSecondFactor(other, alice, clock());
    const [first = '', second = ''] = recoveryCodes;

    await interrupt(texts, () => renewRecoveryCodes(server, alice, nextCode(secret)));

    expect(await signInsWith(first)).toBe(isDone ? 0 : 1);
    const { renewRecoveryCodes: renewed } = expectData(
      await renewRecoveryCodes(server, alice, nextCode(secret)),
    );
    expect(await signInsWith(second)).toBe(0);
    expect(await signInsWith((renewed as { recoveryCodes: string[] }).recoveryCodes[0] ?? '')).toBe(1);
    expect(await deliveredSubjects()).toContain('Your recovery codes were renewed');
  });
});

describe('a server that is killed', () => {
  const startVictim = () =>
    startServerProcess({ env: { ...settings, ...mailSettings(mail()), MONGODB_URI: link.uri } });

  /** Kills a server when it is about to make this write. */
  async function killBefore(
    victim: ServerProcess,
    texts: readonly string[],
    request: () => Promise<GraphqlResult>,
  ): Promise<void> {
    link.stallBefore(...texts);
    const lost = request().catch(() => null);
    await until(() => link.isStalled());
    await victim.signal('SIGKILL');
    link.cut();
    expect(await lost).toBeNull();
    link.mend();
    await untilRecovered();
  }

  it.each([
    ['it uses up a recovery code', ['updates', '$pull'], 1],
    ['it releases the notice', release, 0],
    ['it stores the session', ['insert', 'sessions'], 0],
  ])('before %s leaves a code that works at most once', async (_what, texts, uses) => {
    const [code = ''] = (await enableSecondFactor(other, alice, clock())).recoveryCodes;
    const victim = await startVictim();

    await killBefore(victim, texts, () => logInWith(victim, alice, code));

    expect(await signInsWith(code)).toBe(uses);
    expect(await deliveredSubjects()).toContain('A recovery code was used');
  });

  it('before it stores the event of a second factor that it enabled has told the owner', async () => {
    const { secret } = expectData(await enrol(other, alice)).enrolSecondFactor as { secret: string };
    const victim = await startVictim();
    // Processes have the system's clock.
    const { accessToken: token } = expectData(await tryToLogIn(victim, alice)).login as Person;
    const as = () => ({ ask: ((query, input) => victim.ask(query, input, { token })) as TestServer['ask'] });

    await killBefore(victim, event, () => confirm({ ...victim, as }, alice, codeAt(secret, new Date())));

    expect(await hasSecondFactor()).toBe(true);
    expect(await deliveredSubjects()).toContain('A second factor was enabled');
  });
});
