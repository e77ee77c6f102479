/** Three servers on an engine that keeps its connections open but stops responding. */
import type { GraphqlResult } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { cleanUpProcesses } from '../support/process.js';
import {
  askWhoIAm,
  expectRefused,
  logOut,
  type Tokens,
  tryToLogIn,
  tryToLogOut,
  tryToRefresh,
} from '../support/sessions.js';
import { install, type Installation, type InstalledServer, untilAllReady } from './installation.js';

const stoppedForMs = 10_000;
/** After polling has failed for this long, a server accepts no tokens. */
const failsClosedAfterMs = 5_000;
/** No request waits longer than this for an unresponsive database. */
const refusedWithinMs = 6_000;
const recoversWithinMs = 5_000;

let installation: Installation;

beforeAll(async () => {
  installation = await install(3);
}, 60_000);
afterAll(async () => {
  installation.engine.signalHost('SIGCONT');
  await installation.close();
  await cleanUpProcesses();
}, 60_000);

async function register(server: InstalledServer, name: string) {
  const person = { email: `${name}@example.com`, password: 'four words make one' };
  const query = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }';
  const tokens = expectData(await server.ask(query, { input: person })).register as Tokens;
  return { ...person, ...tokens };
}

type Person = Awaited<ReturnType<typeof register>>;

/** A request that needs a token but reads nothing from the database. */
const askLittle = (server: InstalledServer, { accessToken }: Tokens) =>
  server.ask('{ __schema { queryType { name } } }', {}, { token: accessToken });

async function timed<T>(request: Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const result = await request;
  expect(Date.now() - startedAt).toBeLessThan(refusedWithinMs);
  return result;
}

function expectUnavailable(result: GraphqlResult): void {
  expectCode(result, 'SERVICE_UNAVAILABLE');
  expect([result.status, result.headers.get('retry-after')]).toEqual([503, '1']);
}

/** Requests that need the database fail in time, a revoked token stays revoked, and the process reports that it is live. */
async function expectRefusals(server: InstalledServer, alice: Person, carol: Person): Promise<void> {
  const [live, ready, gone, ...refused] = await Promise.all([
    timed(server.statusOf('/live')),
    timed(server.statusOf('/ready')),
    timed(askLittle(server, carol)),
    timed(askWhoIAm(server, alice.accessToken)),
    timed(tryToLogIn(server, alice)),
    timed(tryToRefresh(server, alice.refreshToken)),
    timed(tryToLogOut(server, { refreshToken: alice.refreshToken })),
  ]);
  expect([live, ready]).toEqual([200, 503]);
  if (gone.status !== 503) expectRefused(gone, 'TOKEN_REVOKED');
  refused.forEach(expectUnavailable);
}

/** Every token is rejected immediately. */
async function expectClosed(server: InstalledServer, alice: Person): Promise<void> {
  const linesBefore = server.logLines().length;
  for (let request = 0; request < 100; request += 1) expectUnavailable(await askLittle(server, alice));
  expect(server.logLines().slice(linesBefore)).toEqual([]);
  expect(await server.textOf('/metrics')).toContain('graphward_revocations_in_touch 0');
}

const logCount = (server: InstalledServer, beginning: string) =>
  server.logLines().filter(({ msg }) => String(msg).startsWith(beginning)).length;

it('rejects requests in time while the engine is stopped, and recovers without help', async () => {
  const { engine, servers } = installation;
  const [first] = servers as [InstalledServer];
  const alice = await register(first, 'alice');
  const carol = await register(first, 'carol');
  await logOut(first, { refreshToken: carol.refreshToken });
  for (const server of servers)
    await eventually(async () => expectRefused(await askLittle(server, carol), 'TOKEN_REVOKED'));

  engine.signalHost('SIGSTOP');
  const stoppedAt = Date.now();
  const stopped = () => Date.now() - stoppedAt;
  await Promise.all(servers.map((server) => expectRefusals(server, alice, carol)));
  await eventually(() => expect(stopped()).toBeGreaterThan(failsClosedAfterMs + 1_000));
  await Promise.all(servers.map((server) => expectClosed(server, alice)));
  await Promise.all(servers.map((server) => expectRefusals(server, alice, carol)));
  await eventually(() => expect(stopped()).toBeGreaterThan(stoppedForMs));
  engine.signalHost('SIGCONT');
  const resumedAt = Date.now();

  await untilAllReady(servers);
  expect(Date.now() - resumedAt).toBeLessThan(recoversWithinMs);
  for (const server of servers) {
    expectData(await askWhoIAm(server, alice.accessToken));
    expectRefused(await askLittle(server, carol), 'TOKEN_REVOKED');
    expect(await server.textOf('/metrics')).toContain('graphward_revocations_in_touch 1');
    await eventually(() => expect(logCount(server, 'Revocation polling has recovered')).toBe(1));
    expect(logCount(server, 'Revocation polling has stalled')).toBe(1);
  }
  expectData(await tryToLogIn(first, alice));
}, 60_000);
