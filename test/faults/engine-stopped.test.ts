/** An engine that keeps its connections and says nothing any more, below three servers. */
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
import { type Installation, install, type InstalledServer, untilAllReady } from './installation.js';

const stoppedForMs = 10_000;
/** Out of touch for this long, a server may not vouch for any token. */
const failsClosedAfterMs = 5_000;
/** No request waits longer than this for a database that says nothing. */
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

/** Asks for nothing that is in the database, nor for anything public. */
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

/** Whatever needs the database is refused in time; who has signed out stays out; the process says that it lives. */
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

/** From now on no token is accepted, none at all, and at once. */
async function expectClosed(server: InstalledServer, alice: Person): Promise<void> {
  const linesBefore = server.logLines().length;
  for (let request = 0; request < 100; request += 1) expectUnavailable(await askLittle(server, alice));
  expect(server.logLines().slice(linesBefore)).toEqual([]);
  expect(await server.textOf('/metrics')).toContain('graphward_revocations_in_touch 0');
}

const said = (server: InstalledServer, beginning: string) =>
  server.logLines().filter(({ msg }) => String(msg).startsWith(beginning)).length;

test('while the engine is stopped requests are refused in time, and afterwards all goes on by itself', async () => {
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
  const continuedAt = Date.now();

  await untilAllReady(servers);
  expect(Date.now() - continuedAt).toBeLessThan(recoversWithinMs);
  for (const server of servers) {
    expectData(await askWhoIAm(server, alice.accessToken));
    expectRefused(await askLittle(server, carol), 'TOKEN_REVOKED');
    expect(await server.textOf('/metrics')).toContain('graphward_revocations_in_touch 1');
    await eventually(() => expect(said(server, 'Revocation polling has recovered')).toBe(1));
    expect(said(server, 'Revocation polling has stalled')).toBe(1);
  }
  expectData(await tryToLogIn(first, alice));
}, 60_000);
