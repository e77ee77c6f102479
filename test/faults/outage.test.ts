import { join } from 'node:path';
import type { GraphqlResult } from '../support/client.js';
import { holderOf, temporaryFolder, until } from '../support/embedded-mongodb.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { cleanUpProcesses, startCommand, startServerProcess, waitFor } from '../support/process.js';
import {
  askWhoIAm,
  expectAlive,
  refresh,
  type Tokens,
  tryToLogIn,
  tryToLogOut,
  tryToRefresh,
} from '../support/sessions.js';

const timeoutMs = 90_000;
afterAll(cleanUpProcesses, timeoutMs);

/** A request gets a response within this time even if the database does not respond at all. */
const refusedWithinMs = 6_000;
const alice = { email: 'alice@example.com', password: 'four words make one' };

type Server = Pick<TestServer, 'ask' | 'url'>;

async function register(server: Server): Promise<Tokens> {
  const query = `mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }`;
  return expectData(await server.ask(query, { input: alice })).register as Tokens;
}

async function statusOf(server: Server, path: string, token?: string): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await fetch(`${server.url}${path}`, { headers })).status;
}

const untilReady = (server: Server) => until(async () => (await statusOf(server, '/ready')) === 200, 30_000);

function expectUnavailable(result: GraphqlResult): void {
  const { extensions } = expectCode(result, 'SERVICE_UNAVAILABLE');
  expect(extensions.retryAfter).toBe(1);
  expect(result.headers.get('retry-after')).toBe('1');
  expect(result.status).toBe(503);
}

/** Sends requests while the database is down. None may succeed, and none may take long. */
async function expectOutage(server: Server, person: Tokens): Promise<void> {
  const sentAt = Date.now();
  const [live, ready, ...results] = await Promise.all([
    statusOf(server, '/live'),
    statusOf(server, '/ready'),
    askWhoIAm(server, person.accessToken),
    tryToLogIn(server, alice),
    tryToRefresh(server, person.refreshToken),
    tryToLogOut(server, { refreshToken: person.refreshToken }),
    tryToLogOut(server, undefined, { token: person.accessToken }),
  ]);
  expect(Date.now() - sentAt).toBeLessThan(refusedWithinMs);
  expect([live, ready]).toEqual([200, 503]);
  for (const result of results) expectUnavailable(result);
  // Gateways are refused when the revocations in memory are too old.
  await until(async () => (await statusOf(server, '/verify', person.accessToken)) === 503);
}

it.concurrent(
  'reports that its engine has died or hangs, and recovers without help',
  async () => {
    const dataDir = temporaryFolder();
    const server = await startServerProcess({ env: { DATA_DIR: dataDir } });
    const person = await register(server);
    const enginePid = () => Number(holderOf(join(dataDir, 'mongodb.engine')));

    const killed = enginePid();
    process.kill(killed, 'SIGKILL');
    const responses: GraphqlResult[] = [];
    await until(async () => {
      expect(await statusOf(server, '/live')).toBe(200);
      responses.push(await askWhoIAm(server, person.accessToken));
      return enginePid() !== killed && responses.at(-1)?.status === 200;
    });
    for (const response of responses.filter(({ errors }) => errors)) expectUnavailable(response);
    await untilReady(server);

    const hanging = enginePid();
    process.kill(hanging, 'SIGSTOP');
    try {
      await expectOutage(server, person);
    } finally {
      process.kill(hanging, 'SIGCONT');
    }
    await untilReady(server);
    expectData(await tryToLogIn(server, alice));
  },
  timeoutMs,
);

it.concurrent(
  'lets servers share `graphward mongo`, and recovers after it was stopped for a while',
  async () => {
    const env = { DATA_DIR: temporaryFolder(), LOG_LEVEL: 'warn' };
    const mongo = startCommand(['mongo'], { env });
    const uri = await waitFor(mongo, /^mongodb:\/\/\S+$/m);
    const servers = await Promise.all([startGraphward({ database: uri }), startGraphward({ database: uri })]);
    const [first, second] = servers;
    try {
      const person = await register(first);
      const { login } = expectData(await tryToLogIn(second, alice));
      expectData(await askWhoIAm(first, (login as Tokens).accessToken));

      const { exitCode, stderr } = await mongo.signal('SIGTERM');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      await Promise.all(servers.map((server) => expectOutage(server, person)));

      expect(await waitFor(startCommand(['mongo'], { env }), /^mongodb:\/\/\S+$/m)).toBe(uri);
      await Promise.all(servers.map(untilReady));
      // The logouts failed, so they had no effect.
      await expectAlive(second, person);
      const renewed = await refresh(first, (login as Person).refreshToken);
      await expectAlive(second, renewed);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  },
  timeoutMs,
);
