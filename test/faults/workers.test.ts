/** Several worker processes that share an address, some of which die. */
import { join } from 'node:path';
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
  untilGone,
} from '../support/process.js';
import { askWhoIAm } from '../support/sessions.js';
import { register, size, startFleet, workersOf } from './fleet.js';

jest.setTimeout(60_000);
afterEach(cleanUpProcesses);

interface Readiness {
  readonly status: string;
  readonly workers: { readonly listening: number; readonly wanted: number };
}

/** The body of `/ready`; null when the responding worker dies. */
async function readinessOf(fleet: ServerProcess): Promise<Readiness | null> {
  const response = await send(fleet, { path: '/ready' }).catch(() => null);
  return response && (JSON.parse(response.text) as Readiness);
}

/** Runs code in every process of a server before the server's own code. */
const preload = (code: string) => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`import cluster from 'node:cluster'; ${code}`)}`,
});

/** Starts clients that each send one request after another until `isOver`. */
function putUnderLoad(clients: number, isOver: () => boolean, ask: () => Promise<GraphqlResult>) {
  const load = { responses: 0, failures: 0 };
  const client = async () => {
    while (!isOver()) {
      const result = await ask().catch(() => null);
      if (result && !result.errors) load.responses += 1;
      else load.failures += 1;
    }
  };
  return { load, over: Promise.all(Array.from({ length: clients }, client)) };
}

it('replaces a killed worker while the others keep serving', async () => {
  const fleet = await startFleet();
  const { accessToken } = await register(fleet);
  const [victim] = workersOf(fleet) as [number];
  const isReplaced = () => workersOf(fleet).length > size;
  const clients = 4;
  const { load, over } = putUnderLoad(clients, isReplaced, () => askWhoIAm(fleet, accessToken));
  await until(() => load.responses > 50);

  process.kill(victim, 'SIGKILL');

  await until(async () => (await readinessOf(fleet))?.workers.listening === size - 1);
  expect(isReplaced()).toBe(false);
  const before = load.responses;
  await over;
  expect(load.responses).toBeGreaterThan(before + 10);
  // Only the requests in flight on the killed worker fail.
  expect(load.failures).toBeLessThanOrEqual(clients);
  const ready = { status: 'ready', workers: { listening: size, wanted: size } };
  await eventually(async () => expect(await readinessOf(fleet)).toEqual(ready));
  expect(fleet.said().stdout.match(/a worker exited; restarting it/g)).toHaveLength(1);
});

it('stays ready when a worker cannot be restarted, and reports it', async () => {
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

it('aborts start-up with the reason when a worker fails to start', async () => {
  const fail = `if (cluster.isWorker && cluster.worker.id === 2) process.env.LOG_LEVEL = 'loud'`;
  const env = { ...sharedDatabase(), PORT: '0', WORKERS: String(size), ...preload(fail) };

  const { exitCode, stderr } = await runCommand(['serve'], { env });

  expect(stderr).toMatch(/^The configuration has a problem[^]*LOG_LEVEL/);
  expect(stderr.match(/LOG_LEVEL/g)).toHaveLength(1);
  expect(exitCode).toBe(1);
});

it('kills a worker that hangs while stopping, and exits with 1', async () => {
  const hang = `if (cluster.isWorker && cluster.worker.id === 1) process.on('SIGTERM', () => { for (;;); })`;
  const fleet = await startFleet({ ...sharedDatabase(), ...preload(hang) });
  const startedAt = performance.now();

  const { exitCode, stderr } = await fleet.signal('SIGTERM');

  expect(stderr).toContain(`1 of ${size} workers did not shut down cleanly.`);
  expect(exitCode).toBe(1);
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  await Promise.all(workersOf(fleet).map(untilGone));
});

it('fails no request at SIGTERM under load, and all processes exit', async () => {
  const production = { NODE_ENV: 'production', ISSUER: 'https://auth.example.com' };
  const fleet = await startFleet({ ...sharedDatabase(), ...production });
  const { accessToken } = await register(fleet);
  let readiness = 200;
  const isOver = () => readiness !== 200;
  const { load, over } = putUnderLoad(6, isOver, () => askWhoIAm(fleet, accessToken));
  await until(() => load.responses > 100);

  const ending = fleet.signal('SIGTERM');

  await until(async () => (readiness = await fleet.statusOf('/ready')) === 503);
  await over;
  expect(load.failures).toBe(0);
  expect(await ending).toMatchObject({
    exitCode: 0,
    stderr: 'SIGTERM received. Finishing requests in progress …\n',
  });
  await Promise.all(workersOf(fleet).map(untilGone));
});

it('leaves no workers or embedded engine behind when the primary is killed', async () => {
  const DATA_DIR = temporaryFolder();
  const fleet = await startFleet({ DATA_DIR });
  const { accessToken } = await register(fleet);
  const enginePid = Number(holderOf(join(DATA_DIR, 'mongodb.engine')));

  await fleet.signal('SIGKILL');

  await Promise.all([...workersOf(fleet), enginePid].map(untilGone));
  const successor = await startFleet({ DATA_DIR });
  await eventually(async () => void expectData(await askWhoIAm(successor, accessToken)));
});
