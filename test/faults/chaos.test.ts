/**
 * Three servers and one engine, all of which are killed at random, over connections that fail at random, while users
 * register, sign in, refresh and sign out and record every response.
 *
 * CHAOS_SECONDS sets the duration. CHAOS_SEED repeats the choices of a run, though not its exact timing.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { MongoClient, ObjectId } from 'mongodb';
import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import { cleanUpProcesses } from '../support/process.js';
import { askWhoIAm, expectRefused, refresh, tryToLogIn, tryToRefresh } from '../support/sessions.js';
import { outcomeOf } from './attempts.js';
import { injectFaults } from './inject-faults.js';
import { install, type Installation, untilAllReady } from './installation.js';
import { generationOf, type KnownSession, type Ledger, openLedger } from './ledger.js';
import { createRandom, type Random } from './random.js';
import { liveAsUser } from './simulated-user.js';

const seconds = Number(process.env.CHAOS_SECONDS ?? 60);
const seed = Number(process.env.CHAOS_SEED ?? randomInt(1, 2 ** 31));
const userCount = 20;
/** No server accepts a token this long after a logout, whatever fails: 5 s, plus the request itself. */
const deadEverywhereAfterMs = 6_000;
/**
 * A client repeats a refresh whose response was lost until it gets one. With this many faults that can take longer than
 * the default grace period of 30 s.
 */
const settings = {
  REFRESH_GRACE: '120',
  SIGN_IN_LIMIT_PER_ACCOUNT: '1000000',
  SIGN_IN_LIMIT_PER_ADDRESS: '1000000',
  LOG_LEVEL: 'warn',
};

let installation: Installation;

beforeAll(async () => {
  installation = await install(3, settings);
}, 60_000);
afterAll(async () => {
  await installation.close();
  await cleanUpProcesses();
}, 60_000);

it(
  'loses nothing that was acknowledged, whatever is killed or disconnected',
  async () => {
    process.stderr.write(`CHAOS_SEED=${seed} CHAOS_SECONDS=${seconds}\n`);
    const { servers } = installation;
    const ledger = openLedger();
    const random = createRandom(seed);
    const endsAt = Date.now() + seconds * 1000;
    const isOver = () => Date.now() >= endsAt;
    const world = { servers, ledger, isOver };

    await Promise.all([
      ...Array.from({ length: userCount }, (_, number) => liveAsUser(`user${number}`, world, random.fork())),
      tryEndedSessions(ledger, random.fork(), isOver),
      injectFaults(installation, random.fork(), isOver, (what) => ledger.count(what)),
    ]);
    await untilAllReady(servers);
    process.stderr.write(`${JSON.stringify(ledger.counts)}\n`);

    expect([...ledger.violations, ...causesOf(ledger)]).toEqual([]);
    for (const { email, password } of ledger.users)
      expectData(await tryToLogIn(random.pick(servers), { email, password }));
    await expectSameInDatabase(ledger);
    const [ended, alive] = [inState(ledger, 'ended'), inState(ledger, 'alive')];
    // The last of them has only just ended.
    for (const session of ended) await eventually(() => expectDeadEverywhere(session), 2_000);
    for (const session of alive) await expectAliveEverywhere(session, random);
    expect(ledger.users).toHaveLength(userCount);
    // Otherwise the run was too short to prove anything.
    expect(Math.min(ended.length, alive.length)).toBeGreaterThan(userCount / 4);
  },
  (seconds + 60) * 1000,
);

const inState = ({ sessions }: Ledger, wanted: KnownSession['state']) =>
  sessions.filter(({ state }) => state === wanted);

/** What the servers logged about requests with an unacceptable response. */
const causesOf = ({ violations }: Ledger) =>
  installation.servers
    .flatMap((server) => server.logLines())
    .filter(({ requestId }) => violations.some((violation) => violation.includes(String(requestId))));

/** Keeps trying tokens of sessions that have ended, while the faults are injected. */
async function tryEndedSessions(ledger: Ledger, random: Random, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await pause(20);
    const ended = inState(ledger, 'ended').filter(
      ({ endedAt }) => Date.now() - endedAt > deadEverywhereAfterMs,
    );
    if (ended.length === 0) continue;
    const session = random.pick(ended);
    const server = random.pick(installation.servers);
    const { kind } = await outcomeOf(askWhoIAm(server, random.pick(session.accessTokens)));
    if (kind === 'done')
      ledger.violation(`${server.name} accepted a token of session ${session.id}, which has ended`);
    ledger.count('token of an ended session');
  }
}

/** The database contains exactly what was acknowledged. */
async function expectSameInDatabase({ sessions }: Ledger): Promise<void> {
  const client = await MongoClient.connect(installation.engine.uri);
  try {
    const stored = await client
      .db()
      .collection('sessions')
      .find({ _id: { $in: sessions.map(({ id }) => new ObjectId(id)) } })
      .toArray();
    const found = new Map(stored.map(({ _id, ...session }) => [_id.toHexString(), session]));
    const wrong = sessions.filter(({ id, state, generation }) => {
      const session = found.get(id);
      if (state === 'ended') return session?.revokedAt == null;
      return session?.revokedAt !== null || session.generation !== generation;
    });
    expect(wrong.map((session) => ({ ...session, found: found.get(session.id) }))).toEqual([]);
  } finally {
    await client.close();
  }
}

async function expectDeadEverywhere({ tokens, accessTokens }: KnownSession): Promise<void> {
  for (const server of installation.servers) {
    for (const token of new Set([accessTokens[0], tokens.accessToken]))
      expectRefused(await askWhoIAm(server, token ?? ''), 'TOKEN_REVOKED');
    expect(await outcomeOf(tryToRefresh(server, tokens.refreshToken))).toMatchObject({
      code: 'INVALID_REFRESH_TOKEN',
    });
  }
}

/** The newest tokens work: the access token on every server, and the refresh token once. */
async function expectAliveEverywhere({ tokens, generation }: KnownSession, random: Random): Promise<void> {
  for (const server of installation.servers) expectData(await askWhoIAm(server, tokens.accessToken));
  const next = await refresh(random.pick(installation.servers), tokens.refreshToken);
  expect(generationOf(next.refreshToken)).toBe(generation + 1);
}
