/** Following revocations while this machine's clocks cannot be relied on; the database is the real one. */
import pino from 'pino';
import {
  connectDatabase,
  createModels,
  type Database,
  type RevocationModel,
} from '../../src/models/index.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { followRevocations, type RevocationFollower } from '../../src/services/index.js';
import { eventually } from '../support/eventually.js';
import { freshDatabaseUri } from '../support/graphward.js';

const log = pino({ level: 'silent' });
const token = { tokenId: 'a', sessionId: 'b', userId: 'c', version: 0 };
const overlapMs = 10_000;

let database: Database;
let follower: RevocationFollower;
/** What this machine's clocks say beside what they should. */
let time: { stoodStill: number | null; wallOffset: number; clockOffset: number };
/** Since when each reading asked, null for all that is live; and when, by the database, each began. */
let readings: { since: Date | null; beganAt: Date | null }[];

beforeEach(async () => {
  database = await connectDatabase({ uri: freshDatabaseUri(), log });
  time = { stoodStill: null, wallOffset: 0, clockOffset: 0 };
  readings = [];
  const { revocations } = createModels(database, {
    perAccountAndAddress: 1,
    perAddress: 1,
    windowSeconds: 1,
  });
  follower = await followRevocations({
    revocations: noting(revocations),
    clock: () => new Date(Date.now() + time.clockOffset),
    log,
    metrics: createMetrics(),
    lifetimeSeconds: 600,
    time: {
      monotonic: () => time.stoodStill ?? performance.now(),
      wall: () => Date.now() + time.wallOffset,
    },
  });
});
afterEach(async () => {
  await follower.stop();
  await database.close();
});

/** The same model; what is asked of it is noted. */
function noting(revocations: RevocationModel): RevocationModel {
  async function* note(since: Date | null, reading: ReturnType<RevocationModel['readLive']>) {
    const noted: (typeof readings)[number] = { since, beganAt: null };
    readings.push(noted);
    return (noted.beganAt = yield* reading);
  }
  return {
    ...revocations,
    readLive: (now) => note(null, revocations.readLive(now)),
    readChanged: (since) => note(since, revocations.readChanged(since)),
  };
}

const complete = () => readings.filter(({ beganAt }) => beganAt !== null);

/** Resolves when that many readings more have ended. */
async function furtherReadings(count: number): Promise<void> {
  const wanted = complete().length + count;
  await eventually(() => expect(complete().length).toBeGreaterThanOrEqual(wanted));
}

test('every poll asks from where the one before began by the database’s clock, though this machine slept', async () => {
  time.stoodStill = performance.now();
  await furtherReadings(3);

  const [first, ...polls] = complete();
  expect(first?.since).toBeNull();
  let before = Number(first?.beganAt);
  for (const { since, beganAt } of polls) {
    expect(Number(since)).toBe(before - overlapMs);
    expect(Number(beganAt)).toBeGreaterThan(before);
    before = Number(beganAt);
  }
});

test('who wakes up after a sleep that only the wall clock shows refuses tokens until it has caught up', async () => {
  expect(follower.status(token)).toBeNull();
  time.wallOffset = 60_000;

  expect(() => follower.status(token)).toThrow('Tokens cannot be checked right now.');
  expect(follower.isInTouch()).toBe(false);

  await furtherReadings(2);
  expect(follower.status(token)).toBeNull();
});

test('what was forgotten while the clock was ahead is known again when it is set back', async () => {
  const day = 86_400_000;
  await follower.add([{ kind: 'session', sessionId: token.sessionId }], new Date(Date.now() + 600_000));
  expect(follower.status(token)).toBe('revoked');
  time.clockOffset = time.wallOffset = day;
  // Another session's end makes room: all buckets that are over by this clock go.
  await follower.add([{ kind: 'session', sessionId: 'x' }], new Date(Date.now() + day + 600_000));
  await furtherReadings(2);
  expect(follower.status(token)).toBeNull();

  time.clockOffset = time.wallOffset = 0;
  await furtherReadings(2);

  expect(follower.status(token)).toBe('revoked');
  expect(complete().filter(({ since }) => since === null).length).toBeGreaterThan(1);
});
