import { join } from 'node:path';
import { openAuditCollection } from '../support/audit.js';
import type { GraphqlResult } from '../support/client.js';
import { holderOf, temporaryFolder } from '../support/embedded-mongodb.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import {
  cleanUpProcesses,
  runCommand,
  type ServerProcess,
  startCommand,
  startServerProcess,
  waitFor,
} from '../support/process.js';
import { type Tokens, tryToLogIn } from '../support/sessions.js';

jest.setTimeout(120_000);
afterEach(cleanUpProcesses);

const password = 'four words make one';
const noLimits = { SIGN_IN_LIMIT_PER_ACCOUNT: '10000', SIGN_IN_LIMIT_PER_ADDRESS: '10000' };

interface ExportedEvent {
  readonly type: string;
  readonly requestId: string;
}

async function exportEvents(env: Record<string, string>): Promise<ExportedEvent[]> {
  const { stdout } = await runCommand(['audit', 'export'], { env });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ExportedEvent);
}

/** Creates an administrator with the command line. */
async function createAdmin(env: Record<string, string>): Promise<{ email: string; password: string }> {
  const email = 'root@example.com';
  await runCommand(['user', 'create', email, '--role', 'ADMIN'], { env, input: password });
  return { email, password };
}

it('has the event of every acknowledged change after kill -9 of the server and the engine', async () => {
  const env = { DATA_DIR: temporaryFolder(), LOG_LEVEL: 'warn', ...noLimits };
  const admin = await createAdmin(env);
  const acknowledged: string[] = [];
  const keep = (headers: Headers) => acknowledged.push(String(headers.get('x-request-id')));

  for (let kill = 0; kill < 4; kill += 1) {
    const server: ServerProcess = await startServerProcess({ env });
    const enginePid = Number(holderOf(join(env.DATA_DIR, 'mongodb.engine')));
    const signedIn = await tryToLogIn(server, admin);
    const { accessToken: token } = expectData(signedIn).login as Tokens;
    keep(signedIn.headers);
    const { me } = expectData(await server.ask('{ me { id } }', {}, { token }));
    const input = { userId: (me as { id: string }).id, roles: ['ADMIN', kill % 2 === 1 ? 'USER' : 'EDITOR'] };
    const query = 'mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }';
    const change = async (work: Promise<GraphqlResult>) => {
      const result = await work;
      expectData(result);
      keep(result.headers);
    };
    const changing = [
      change(server.ask(query, { input }, { token })),
      ...Array.from({ length: 4 }, () => change(tryToLogIn(server, admin))),
    ];
    // The server is killed as soon as the roles, or a sign-in, are acknowledged.
    await changing[kill % 4];
    if (kill % 2 === 1) process.kill(enginePid, 'SIGKILL');
    await Promise.allSettled([server.signal('SIGKILL'), ...changing]);
  }

  const recorded = (await exportEvents(env)).map(({ requestId }) => requestId);
  expect(recorded).toEqual(expect.arrayContaining(acknowledged));
  expect(acknowledged.length).toBeGreaterThanOrEqual(8);
  const verified = await runCommand(['audit', 'verify'], { env });
  expect(verified.stdout).toMatch(/^No event was changed or removed: /m);
  expect(verified.exitCode).toBe(0);
});

it('acknowledges nothing while the database is stopped, and has one chain for each of two servers', async () => {
  const env = { DATA_DIR: temporaryFolder(), LOG_LEVEL: 'warn', ...noLimits };
  const mongo = startCommand(['mongo'], { env });
  await waitFor(mongo, /^mongodb:\/\/\S+$/m);
  const uri = mongo.said().stdout.trim();
  const shared = {
    ...env,
    MONGODB_URI: uri,
    JWT_SECRET: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64'),
    REFRESH_SECRET: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64'),
  };
  // With the servers' secret, because the account's event is sealed with it, too.
  const admin = await createAdmin(shared);
  const servers = await Promise.all([
    startServerProcess({ env: shared }),
    startServerProcess({ env: shared }),
  ]);
  for (const server of servers) expectData(await tryToLogIn(server, admin));

  const enginePid = Number(holderOf(join(env.DATA_DIR, 'mongodb.engine')));
  process.kill(enginePid, 'SIGSTOP');
  try {
    for (const result of await Promise.all(servers.map((server) => tryToLogIn(server, admin))))
      expectCode(result, 'SERVICE_UNAVAILABLE');
  } finally {
    process.kill(enginePid, 'SIGCONT');
  }
  await eventually(async () => {
    for (const server of servers) expectData(await tryToLogIn(server, admin));
  }, 30_000);

  const { events, client } = openAuditCollection(uri);
  expect(await events.distinct('writer', { type: 'login', outcome: 'success' })).toHaveLength(2);
  await client.close();
  const verified = await runCommand(['audit', 'verify'], { env: shared });
  expect(verified.stdout).toMatch(/^No event was changed or removed: /m);
});
