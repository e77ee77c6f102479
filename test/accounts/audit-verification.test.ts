import { randomBytes } from 'node:crypto';
import { type AuditDocument, openAuditCollection } from '../support/audit.js';
import { createTestClock } from '../support/clock.js';
import {
  freshDatabaseUri,
  startGraphward,
  type TestServer,
  type TestServerOptions,
} from '../support/graphward.js';
import { logOut } from '../support/sessions.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** A database, and how to start servers on it. */
function openTrail() {
  const uri = freshDatabaseUri();
  const { client, events } = openAuditCollection(uri);
  cleanups.push(() => client.close());
  const start = async (options: TestServerOptions = {}) => {
    const server = await startGraphward({ database: uri, ...options });
    cleanups.push(() => server.stop());
    return server;
  };
  /** All events, oldest first. */
  const all = () => events.find().sort({ _id: 1 }).toArray();
  return { events, start, all };
}

const problemsOf = async ({ app }: TestServer, ...how: Parameters<typeof app.services.audit.verify>) =>
  (await app.services.audit.verify(...how)).problems;

/** Records four events. */
async function work(server: TestServer): Promise<void> {
  const alice = await server.signUp('alice');
  const again = await server.signIn(alice);
  await logOut(server, {}, { token: again.accessToken });
}

it('finds no problem in the events of several servers, running and stopped', async () => {
  const trail = openTrail();
  const [first, second] = [await trail.start(), await trail.start()];
  await Promise.all([work(first), work(second), work(first)]);
  await first.stop();
  const third = await trail.start();
  await work(third);

  const verification = await third.app.services.audit.verify();
  expect(verification).toMatchObject({ events: 17, writers: 3, problems: [] });
  expect(verification.openWriters).toHaveLength(2);
});

it('finds no problem after a server was killed, however many events were not written', async () => {
  const trail = openTrail();
  const server = await trail.start();
  await work(server);
  await server.stop();
  // As if it had died before the last two.
  const [, , , last, closing] = await trail.all();
  await trail.events.deleteMany({ _id: { $in: [last, closing].map((event) => String(event?._id)) } });
  expect(await problemsOf(await trail.start())).toEqual([]);
});

const changes: Record<string, Partial<AuditDocument> | Record<string, unknown>> = {
  'the outcome': { outcome: 'wrong_password' },
  'the user': { userId: 'f'.repeat(24) },
  'the address': { ipAddress: '192.0.2.1' },
  'the time': { at: new Date(0) },
  'the time as text': { at: new Date(0).toISOString() },
  'the users of the index': { users: [] },
  'the details': { details: [{ name: 'scope', value: 'THIS' }] },
  'the type of a field': { details: null },
  'the sequence': { sequence: 7 },
  'the writer': { writer: '0'.repeat(16) },
  'the seal': { seal: randomBytes(32).toString('base64url') },
};

it.each(Object.entries(changes))('detects a change of %s', async (_what, change) => {
  const trail = openTrail();
  const server = await trail.start();
  await work(server);
  const [, second] = await trail.all();
  await trail.events.updateOne({ _id: String(second?._id) }, { $set: change });
  expect(await problemsOf(server)).toContain(`Event ${second?._id} has been changed.`);
});

it('detects that a whole event was replaced by one of another writer or another place', async () => {
  const trail = openTrail();
  const server = await trail.start();
  await work(server);
  const [first, second] = await trail.all();
  await trail.events.replaceOne({ _id: String(second?._id) }, {
    ...first,
    _id: String(second?._id),
  } as AuditDocument);
  expect(await problemsOf(server)).toContain(`Event ${second?._id} has been changed.`);
});

describe('detects the removal of', () => {
  it('an event in the middle', async () => {
    const trail = openTrail();
    const server = await trail.start();
    await work(server);
    const [, second, third] = await trail.all();
    await trail.events.deleteOne({ _id: String(second?._id) });
    expect(await problemsOf(server)).toEqual([
      `Removed before event ${third?._id}: event 1 of writer ${third?.writer}.`,
    ]);
  });

  it('the first events', async () => {
    const trail = openTrail();
    const server = await trail.start();
    await work(server);
    const [first, second, third] = await trail.all();
    await trail.events.deleteMany({ _id: { $in: [String(first?._id), String(second?._id)] } });
    expect(await problemsOf(server)).toEqual([
      `Removed before event ${third?._id}: events 0 to 1 of writer ${third?.writer}.`,
    ]);
  });

  it('the last events of a running server, as soon as it writes another one', async () => {
    const trail = openTrail();
    const server = await trail.start();
    await work(server);
    const last = (await trail.all()).at(-1);
    await trail.events.deleteOne({ _id: String(last?._id) });
    await work(server);
    expect(await problemsOf(server)).toEqual([
      expect.stringMatching(/^Removed before event \w+: event 3 of writer \w+\.$/),
    ]);
  });

  it('the last events of a server that another one knew when it started', async () => {
    const trail = openTrail();
    const first = await trail.start();
    await work(first);
    await first.stop();
    const closing = (await trail.all()).at(-1);
    const second = await trail.start();
    await work(second);
    await trail.events.deleteMany({ writer: String(closing?.writer), sequence: { $gte: 2 } });
    expect(await problemsOf(second)).toEqual([
      `Removed at the end of its writer's events: events 2 to 4 of writer ${closing?.writer}.`,
    ]);
  });

  it('all events of a server that another one knew when it started', async () => {
    const trail = openTrail();
    const first = await trail.start();
    await work(first);
    const second = await trail.start();
    await work(second);
    const [{ writer } = { writer: '' }] = await trail.all();
    await trail.events.deleteMany({ writer });
    expect(await problemsOf(second)).toEqual([
      `Removed at the end of its writer's events: events 0 to 3 of writer ${writer}.`,
    ]);
  });
});

it('reports a writer without a closing event, because its last events may have been removed', async () => {
  const trail = openTrail();
  const server = await trail.start();
  await work(server);
  await server.stop();
  const closing = (await trail.all()).at(-1);
  expect(closing?.type).toBe('audit_closed');
  const reader = await trail.start();
  expect((await reader.app.services.audit.verify()).openWriters).toEqual([]);
  await trail.events.deleteOne({ _id: String(closing?._id) });
  expect((await reader.app.services.audit.verify()).openWriters).toEqual([
    { writer: closing?.writer, sequence: 3, at: expect.any(Date) as unknown },
  ]);
});

it('accepts that events older than the retention are missing, and newer ones only with a limit', async () => {
  const clock = createTestClock();
  const trail = openTrail();
  const options = { clock, env: { AUDIT_RETENTION_DAYS: '10' } };
  const server = await trail.start(options);
  await work(server);
  const between = clock();
  clock.advance(60);
  await work(server);
  await trail.events.deleteMany({ sequence: { $lt: 4 } });

  expect(await problemsOf(server)).toHaveLength(1);
  expect(await problemsOf(server, [], new Date(between.getTime() + 1_000))).toEqual([]);
  clock.advance(11 * 86_400);
  expect(await problemsOf(server)).toEqual([]);
});

it('verifies events from before a change of the secret only with the earlier one', async () => {
  const trail = openTrail();
  const [oldSecret, newSecret] = [randomBytes(32), randomBytes(32)];
  const before = await trail.start({ env: { REFRESH_SECRET: oldSecret.toString('base64') } });
  await work(before);
  await before.stop();
  const after = await trail.start({ env: { REFRESH_SECRET: newSecret.toString('base64') } });
  await work(after);

  expect(await problemsOf(after)).toEqual([
    expect.stringMatching(/^5 events are sealed with the unknown key [0-9a-f]{8}\. /),
  ]);
  expect(await problemsOf(after, [oldSecret])).toEqual([]);
});
