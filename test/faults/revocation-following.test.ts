/** Follows revocations with unreliable clocks of this machine and a real database. */
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

const log = pino({}, { write: (line) => void logLines.push(JSON.parse(line) as { msg: string }) });
const token = { tokenId: 'a', sessionId: 'b', userId: 'c', version: 0 };
const overlapMs = 10_000;

let database: Database;
let model: RevocationModel;
let follower: RevocationFollower;
/** How the clocks deviate, in milliseconds: this machine's monotonic and wall clock, the server's, the database's. */
let time: { stoodStill: number | null; wallOffset: number; clockOffset: number; databaseOffset: number };
let logLines: { msg: string }[];
/** From when each read started, null for all live revocations, and when it began by the database's clock. */
let readings: { since: Date | null; beganAt: Date | null }[];

beforeEach(async () => {
  logLines = [];
  database = await connectDatabase({ uri: freshDatabaseUri(), log });
  time = { stoodStill: null, wallOffset: 0, clockOffset: 0, databaseOffset: 0 };
  readings = [];
  ({ revocations: model } = createModels(database));
  follower = await followRevocations({
    revocations: recording(model),
    clock: () => new Date(Date.now() + time.clockOffset),
    log,
    metrics: createMetrics(),
    accessTokenTtlSeconds: 600,
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

/** The same model, which records its reads. */
function recording(revocations: RevocationModel): RevocationModel {
  async function* record(since: Date | null, reading: ReturnType<RevocationModel['readLive']>) {
    const recorded: (typeof readings)[number] = { since, beganAt: null };
    readings.push(recorded);
    return (recorded.beganAt = new Date((yield* reading).getTime() + time.databaseOffset));
  }
  return {
    ...revocations,
    readLive: (lifetimeSeconds) => record(null, revocations.readLive(lifetimeSeconds)),
    readChanged: (since) => record(since, revocations.readChanged(since)),
  };
}

const complete = () => readings.filter(({ beganAt }) => beganAt !== null);

/** Resolves when this number of further reads have ended. */
async function furtherReadings(count: number): Promise<void> {
  const wanted = complete().length + count;
  await eventually(() => expect(complete().length).toBeGreaterThanOrEqual(wanted));
}

it('each poll starts where the previous one began by the database’s clock, even if this machine slept', async () => {
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

it('after a sleep that only the wall clock shows, rejects tokens until it has caught up', async () => {
  expect(follower.status(token)).toBeNull();
  time.wallOffset = 60_000;

  expect(() => follower.status(token)).toThrow('Access tokens cannot be verified at the moment.');
  expect(follower.isUpToDate()).toBe(false);

  await furtherReadings(2);
  expect(follower.status(token)).toBeNull();
});

const day = 86_400_000;
const revoke = (sessionId: string) => follower.add([{ kind: 'session', sessionId }]);

it('keeps a revocation however far this machine’s clock is set forward', async () => {
  await revoke(token.sessionId);
  time.clockOffset = time.wallOffset = day;

  await revoke('another');
  await furtherReadings(2);

  expect(follower.status(token)).toBe('revoked');
});

it('loads every revocation again if the database’s clock is set back', async () => {
  await revoke(token.sessionId);
  time.databaseOffset = day;
  await furtherReadings(2);
  // Another revocation drops all that have expired by this clock.
  await revoke('another');
  expect(follower.status(token)).toBeNull();

  time.databaseOffset = 0;
  await furtherReadings(2);

  expect(follower.status(token)).toBe('revoked');
  expect(complete().filter(({ since }) => since === null).length).toBeGreaterThan(1);
});

describe.each([
  [-31, 'behind'],
  [31, 'ahead of'],
  [-720, 'behind'],
  [720, 'ahead of'],
  [-5400, 'behind'],
  [5400, 'ahead of'],
])('a clock that is %i s off', (seconds, direction) => {
  it('is reported until it is synchronized, and is logged once', async () => {
    expect(follower.problem()).toBeNull();

    time.clockOffset = seconds * 1000;
    await furtherReadings(3);

    const problem = follower.problem();
    expect(problem).toMatch(
      new RegExp(`^This machine's clock is \\d+ s ${direction} the database's. Synchronize both with NTP.$`),
    );
    expect(Math.abs(Number(/\d+/.exec(problem ?? '')) - Math.abs(seconds))).toBeLessThanOrEqual(1);
    expect(logLines.filter(({ msg }) => msg.includes(direction))).toHaveLength(1);

    time.clockOffset = 0;
    await furtherReadings(2);

    expect(follower.problem()).toBeNull();
    expect(logLines.at(-1)?.msg).toBe("This machine's clock agrees with the database's again.");
  });
});

it.each([-30, 30])('accepts a clock that is %i s off', async (seconds) => {
  time.clockOffset = seconds * 1000;
  await furtherReadings(2);

  expect(follower.problem()).toBeNull();
});

it('does not start if tokens would outlive their revocations', async () => {
  await expect(
    followRevocations({
      revocations: model,
      clock: () => new Date(),
      log,
      metrics: createMetrics(),
      accessTokenTtlSeconds: 86_401,
    }),
  ).rejects.toThrow(RangeError);
});
