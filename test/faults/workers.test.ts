/** Several worker processes at one address, some of which die. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { GraphqlResult } from '../support/client.js';
import { holderOf, temporaryFolder, until } from '../support/embedded-mongodb.js';
import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import { send } from '../support/http.js';
import {
  cleanUpProcesses,
  runCommand,
  type ServerProcess,
  sharedDatabase,
  startServerProcess,
  untilGone,
} from '../support/process.js';
import { askWhoIAm, expectRefused, logOut, refresh, type Tokens, tryToRefresh } from '../support/sessions.js';
import { generationOf } from './ledger.js';

jest.setTimeout(60_000);
afterEach(cleanUpProcesses);

const size = 3;
async function startFleet(env: Record<string, string> = sharedDatabase()): Promise<ServerProcess> {
  const fleet = await startServerProcess({ env: { WORKERS: String(size), ...env } });
  await untilReady(fleet);
  return onFreshConnections(fleet);
}

/** Each request over a connection of its own, which goes to one worker after the other. */
function onFreshConnections(fleet: ServerProcess): ServerProcess {
  const headers = { connection: 'close' };
  return {
    ...fleet,
    ask: (query, variables, more) => fleet.ask(query, variables, { ...more, headers }),
    // What the worker that dies has in hand is reset.
    statusOf: async (path) => (await send(fleet, { path }).catch(() => null))?.status ?? 0,
  };
}

const untilReady = (fleet: ServerProcess) =>
  until(async () => (await onFreshConnections(fleet).statusOf('/ready')) === 200, 30_000);

interface Readiness {
  readonly status: string;
  readonly workers: { readonly listening: number; readonly wanted: number };
}

/** What `/ready` says; null when the worker that is asked dies. */
async function readinessOf(fleet: ServerProcess): Promise<Readiness | null> {
  const answer = await send(fleet, { path: '/ready' }).catch(() => null);
  return answer && (JSON.parse(answer.text) as Readiness);
}

/** Code that runs in every process of a server, before the server's own. */
const preload = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`import cluster from 'node:cluster'; ${code}`)}`,
});

/** The workers that ever listened, by what they log when they do. */
const workersOf = (fleet: ServerProcess): number[] =>
  [...fleet.said().stdout.matchAll(/"pid":(\d+)[^\n]*Server listening/g)].map(([, pid]) => Number(pid));

async function register(fleet: ServerProcess): Promise<Tokens> {
  const input = { email: 'alice@example.com', password: 'four words make one' };
  const query = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }';
  return expectData(await fleet.ask(query, { input })).register as Tokens;
}

/** Clients that ask one thing after the other, as long as they should. */
function putUnderLoad(clients: number, isOver: () => boolean, ask: () => Promise<GraphqlResult>) {
  const load = { answers: 0, failures: 0 };
  const client = async () => {
    while (!isOver()) {
      const result = await ask().catch(() => null);
      if (result && !result.errors) load.answers += 1;
      else load.failures += 1;
    }
  };
  return { load, over: Promise.all(Array.from({ length: clients }, client)) };
}

test('a worker that is killed is replaced, and the others go on meanwhile', async () => {
  const fleet = await startFleet();
  const { accessToken } = await register(fleet);
  const [victim] = workersOf(fleet) as [number];
  const isReplaced = () => workersOf(fleet).length > size;
  const clients = 4;
  const { load, over } = putUnderLoad(clients, isReplaced, () => askWhoIAm(fleet, accessToken));
  await until(() => load.answers > 50);

  process.kill(victim, 'SIGKILL');

  await until(async () => (await readinessOf(fleet))?.workers.listening === size - 1);
  expect(isReplaced()).toBe(false);
  const before = load.answers;
  await over;
  expect(load.answers).toBeGreaterThan(before + 10);
  // None but what the dead worker had in hand.
  expect(load.failures).toBeLessThanOrEqual(clients);
  const ready = { status: 'ready', workers: { listening: size, wanted: size } };
  await eventually(async () => expect(await readinessOf(fleet)).toEqual(ready));
  expect(fleet.said().stdout.match(/a worker exited; restarting it/g)).toHaveLength(1);
});

test('a worker that cannot be restarted leaves the others ready, and is reported', async () => {
  const crashLater = `if (cluster.isWorker && cluster.worker.id > ${size}) process.exit(3)`;
  const fleet = await startFleet({ ...sharedDatabase(), ...preload(crashLater) });
  const { accessToken } = await register(fleet);
  const [victim] = workersOf(fleet) as [number];

  process.kill(victim, 'SIGKILL');

  const attempts = () => fleet.said().stdout.match(/a worker failed to start; retrying/g)?.length ?? 0;
  await until(() => attempts() >= 3, 30_000);
  expect(await readinessOf(fleet)).toEqual({
    status: 'ready',
    workers: { listening: size - 1, wanted: size },
  });
  expect(await fleet.statusOf('/ready')).toBe(200);
  for (let time = 0; time < 2 * size; time += 1) expectData(await askWhoIAm(fleet, accessToken));
  const { status, text } = await send(fleet, { path: '/metrics' });
  expect(status).toBe(200);
  expect(text).toContain(`\ngraphward_workers_wanted ${size}\n`);
  expect(text).toContain(`\ngraphward_workers_listening ${size - 1}\n`);
  expect(Number(/^graphward_worker_restarts_total (\d+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(2);
  expect(await fleet.signal('SIGTERM')).toMatchObject({ exitCode: 0 });
});

test('a worker that cannot start at the first start stops start-up with its reason', async () => {
  const fail = `if (cluster.isWorker && cluster.worker.id === 2) process.env.LOG_LEVEL = 'loud'`;
  const env = { ...sharedDatabase(), PORT: '0', WORKERS: String(size), ...preload(fail) };

  const { exitCode, stderr } = await runCommand(['serve'], { env });

  expect(stderr).toMatch(/^The configuration has a problem[^]*LOG_LEVEL/);
  expect(stderr.match(/LOG_LEVEL/g)).toHaveLength(1);
  expect(exitCode).toBe(1);
});

test('a worker that hangs while it stops is ended, and the server exits with 1', async () => {
  const hang = `if (cluster.isWorker && cluster.worker.id === 1) process.on('SIGTERM', () => { for (;;); })`;
  const fleet = await startFleet({ ...sharedDatabase(), ...preload(hang) });
  const startedAt = performance.now();

  const { exitCode, stderr } = await fleet.signal('SIGTERM');

  expect(stderr).toContain(`1 of ${size} workers did not shut down cleanly.`);
  expect(exitCode).toBe(1);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  await Promise.all(workersOf(fleet).map(untilGone));
});

test('a session that ended through one worker is over through all of them, within a second', async () => {
  const fleet = await startFleet();
  const { accessToken, refreshToken } = await register(fleet);
  for (let time = 0; time < 2 * size; time += 1) expectData(await askWhoIAm(fleet, accessToken));

  await logOut(fleet, { refreshToken });

  await pause(1_000);
  for (let time = 0; time < 4 * size; time += 1)
    expectRefused(await askWhoIAm(fleet, accessToken), 'TOKEN_REVOKED');
});

test('25 refreshes of one token at once, through all workers, are one rotation', async () => {
  const fleet = await startFleet();
  const { refreshToken } = await register(fleet);

  const results = await Promise.all(Array.from({ length: 25 }, () => tryToRefresh(fleet, refreshToken)));

  const successors = new Set(results.map((result) => (expectData(result).refresh as Tokens).refreshToken));
  const [successor = '', ...more] = successors;
  expect([generationOf(successor), more]).toEqual([1, []]);
  expect(generationOf((await refresh(fleet, successor)).refreshToken)).toBe(2);
});

test('the metrics are those of all workers together', async () => {
  const fleet = await startFleet();
  for (let time = 0; time < 4 * size; time += 1) await fleet.statusOf('/live');

  const { text } = await send(fleet, { path: '/metrics' });

  expect(text).toContain(
    `graphward_http_requests_total{method="GET",route="/live",status="200"} ${4 * size}\n`,
  );
  expect(text).toContain('graphward_revocations_in_touch 1\n');
});

test('at SIGTERM under load no request fails, and all processes end, with 0', async () => {
  const production = { NODE_ENV: 'production', ISSUER: 'https://auth.example.com' };
  const fleet = await startFleet({ ...sharedDatabase(), ...production });
  const { accessToken } = await register(fleet);
  let readiness = 200;
  const isOver = () => readiness !== 200;
  const { load, over } = putUnderLoad(6, isOver, () => askWhoIAm(fleet, accessToken));
  await until(() => load.answers > 100);

  const ending = fleet.signal('SIGTERM');

  await until(async () => (readiness = await fleet.statusOf('/ready')) === 503);
  await over;
  expect(load.failures).toBe(0);
  expect(await ending).toMatchObject({ exitCode: 0, stderr: 'SIGTERM: finishing what is under way …\n' });
  await Promise.all(workersOf(fleet).map(untilGone));
});

test('Ctrl-C in a terminal, which reaches all processes, is the primary’s to handle', async () => {
  const fleet = await startFleet();
  const workers = workersOf(fleet);
  const { accessToken } = await register(fleet);

  for (const pid of workers) process.kill(pid, 'SIGINT');
  expectData(await askWhoIAm(fleet, accessToken));

  expect(await fleet.signal('SIGINT')).toMatchObject({ exitCode: 0 });
  await Promise.all(workers.map(untilGone));
});

test('when the primary is killed, its workers and the embedded engine end by themselves', async () => {
  const DATA_DIR = temporaryFolder();
  const fleet = await startFleet({ DATA_DIR });
  const { accessToken } = await register(fleet);
  const enginePid = Number(holderOf(join(DATA_DIR, 'mongodb.engine')));

  await fleet.signal('SIGKILL');

  await Promise.all([...workersOf(fleet), enginePid].map(untilGone));
  const successor = await startFleet({ DATA_DIR });
  await eventually(async () => void expectData(await askWhoIAm(successor, accessToken)));
});
