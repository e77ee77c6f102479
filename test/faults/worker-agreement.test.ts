/** Several worker processes that share an address act as one server. The last test stops it. */
import { setTimeout as pause } from 'node:timers/promises';
import { expectData } from '../support/expectations.js';
import { send } from '../support/http.js';
import { cleanUpProcesses, type ServerProcess, untilGone } from '../support/process.js';
import { askWhoIAm, expectRefused, logOut, refresh, type Tokens, tryToRefresh } from '../support/sessions.js';
import { register, size, startFleet, workersOf } from './fleet.js';
import { generationOf } from './ledger.js';

let fleet: ServerProcess;
beforeAll(async () => {
  fleet = await startFleet();
}, 60_000);
afterAll(cleanUpProcesses);

it('revokes a session on all workers within a second', async () => {
  const { accessToken, refreshToken } = await register(fleet);
  for (let time = 0; time < 2 * size; time += 1) expectData(await askWhoIAm(fleet, accessToken));

  await logOut(fleet, { refreshToken });

  await pause(1_000);
  for (let time = 0; time < 4 * size; time += 1)
    expectRefused(await askWhoIAm(fleet, accessToken), 'TOKEN_REVOKED');
});

it('rotates a token once for 25 concurrent refreshes on all workers', async () => {
  const { refreshToken } = await register(fleet);

  const results = await Promise.all(Array.from({ length: 25 }, () => tryToRefresh(fleet, refreshToken)));

  const successors = new Set(results.map((result) => (expectData(result).refresh as Tokens).refreshToken));
  const [successor = '', ...more] = successors;
  expect([generationOf(successor), more]).toEqual([1, []]);
  expect(generationOf((await refresh(fleet, successor)).refreshToken)).toBe(2);
});

it('aggregates the metrics of all workers', async () => {
  for (let time = 0; time < 4 * size; time += 1) await fleet.statusOf('/live');

  const { text } = await send(fleet, { path: '/metrics' });

  expect(text).toContain(
    `graphward_http_requests_total{method="GET",route="/live",status="200"} ${4 * size}\n`,
  );
  expect(text).toContain('graphward_revocations_in_touch 1\n');
});

it('leaves Ctrl-C, which reaches all processes, to the primary', async () => {
  const workers = workersOf(fleet);
  const { accessToken } = await register(fleet);

  for (const pid of workers) process.kill(pid, 'SIGINT');
  expectData(await askWhoIAm(fleet, accessToken));

  expect(await fleet.signal('SIGINT')).toMatchObject({ exitCode: 0 });
  await Promise.all(workers.map(untilGone));
});
