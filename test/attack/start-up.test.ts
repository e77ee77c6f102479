/** Several instances that start at once on an empty database, as in a deployment with replicas. */
import { sendGraphql } from '../support/client.js';
import { until } from '../support/embedded-mongodb.js';
import { expectCode, expectData } from '../support/expectations.js';
import {
  cleanUpProcesses,
  type CommandResult,
  type RunningCommand,
  sharedDatabase,
  startCommand,
  waitFor,
} from '../support/process.js';
import { takePort } from '../support/take-port.js';

jest.setTimeout(180_000);
afterEach(cleanUpProcesses);

const admin = { email: 'root@example.com', password: 'walks in the rain at noon' };
const instances = 4;
const rounds = 4;

async function freePort(): Promise<number> {
  const { port, release } = await takePort();
  release();
  return port;
}

/** Polls `/ready` from the start, like an orchestrator. @returns the body of the first 200 response */
async function firstReady(command: RunningCommand, url: string): Promise<unknown> {
  let end: CommandResult | undefined;
  void command.ended.then((result) => (end = result));
  let body: unknown;
  await until(async () => {
    const response = await fetch(`${url}/ready`).catch(() => null);
    if (response?.status === 200) body = await response.json();
    return body !== undefined || end !== undefined;
  }, 120_000);
  if (body === undefined) throw new Error(`The instance exited: ${JSON.stringify(end)}`);
  return body;
}

async function startInstance(env: Record<string, string>) {
  const port = await freePort();
  const command = startCommand(['serve'], { env: { ...env, PORT: String(port) } });
  return { command, url: `http://127.0.0.1:${port}` };
}

const logIn = (url: string) =>
  sendGraphql(url, {
    query: 'mutation ($input: LoginInput!) { login(input: $input) { accessToken user { roles } } }',
    variables: { input: admin },
  });

/** Starts an instance and signs in as the administrator as soon as it is ready. */
async function startAndLogIn(env: Record<string, string>) {
  const { command, url } = await startInstance(env);
  await firstReady(command, url);
  const { login } = expectData(await logIn(url));
  return { url, login: login as { accessToken: string; user: { roles: string[] } } };
}

describe('instances that start at once on an empty database', () => {
  it.each(Array.from({ length: rounds }, (_, index) => index + 1))(
    'all become ready with one administrator, who can sign in immediately (round %i)',
    async () => {
      const env = { ...sharedDatabase(), ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password };

      const servers = await Promise.all(Array.from({ length: instances }, () => startAndLogIn(env)));

      expect(servers.map(({ login }) => login.user.roles)).toEqual(
        Array.from({ length: instances }, () => ['ADMIN']),
      );
      const [{ url, login }] = servers as [(typeof servers)[0]];
      const query = '{ users { totalCount edges { node { email } } } }';
      const { users } = expectData(await sendGraphql(url, { query, token: login.accessToken }));
      expect(users).toEqual({ totalCount: 1, edges: [{ node: { email: admin.email } }] });
    },
  );
});

describe('a server with workers on an empty database', () => {
  it('is not ready before its administrator can sign in', async () => {
    const env = {
      ...sharedDatabase(),
      WORKERS: '2',
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
    };
    const { login } = await startAndLogIn(env);
    expect(login.user.roles).toEqual(['ADMIN']);
  });
});

describe('a server on the embedded database', () => {
  it.each(['1', '2'])(
    'is not ready before its generated administrator exists, with WORKERS=%s',
    async (WORKERS) => {
      const { command, url } = await startInstance({ WORKERS });
      await firstReady(command, url);

      const input = { email: 'admin@localhost', password: admin.password };
      const query = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }';
      expectCode(await sendGraphql(url, { query, variables: { input } }), 'CONFLICT');
      const mutation = await waitFor(command, /^ *(mutation \{ login.*)$/m);
      expectData(await sendGraphql(url, { query: mutation }));
    },
  );
});
