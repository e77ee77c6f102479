import { once } from 'node:events';
import { statSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { MongoClient, ObjectId } from 'mongodb';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { expectData } from '../support/expectations.js';
import { freshDatabaseUri, operator, startGraphward } from '../support/graphward.js';
import {
  cleanUpProcesses,
  runCommand,
  type ServerProcess,
  sharedDatabase,
  startServerProcess,
} from '../support/process.js';
import { askWhoIAm, refresh, type Tokens, tryToLogIn } from '../support/sessions.js';
import { takePort } from '../support/take-port.js';

jest.setTimeout(60_000);
afterEach(cleanUpProcesses);

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** The credentials in the welcome message, if any. */
function shownAdmin(server: ServerProcess): { email: string; password: string } | null {
  const { stdout } = server.said();
  const [email, password] = ['e-mail', 'password'].map((name) =>
    new RegExp(`^ +${name} +(\\S+)$`, 'm').exec(stdout),
  );
  return email?.[1] && password?.[1] ? { email: email[1], password: password[1] } : null;
}

/** Bypasses the services, which never disable the last administrator. */
async function disableInDatabase(uri: string, userId: string): Promise<void> {
  const client = await new MongoClient(uri).connect();
  await client
    .db()
    .collection('users')
    .updateOne({ _id: new ObjectId(userId) }, { $set: { disabled: true } });
  await client.close();
}

async function logIn(server: ServerProcess, admin: { email: string; password: string }): Promise<Tokens> {
  return expectData(await tryToLogIn(server, admin)).login as Tokens;
}

it('shows the URL and credentials at the first start, and everything except the password survives a restart', async () => {
  const DATA_DIR = join(temporaryFolder(), 'data');

  const first = await startServerProcess({ env: { DATA_DIR } });
  const { stdout } = first.said();
  expect(stdout).toContain(`Explore:  ${first.url}/graphiql`);
  expect(stdout).toContain(DATA_DIR);
  const admin = shownAdmin(first);
  if (!admin) throw new Error(`The welcome message contains no administrator:\n${stdout}`);
  expect(admin).toEqual({ email: 'admin@localhost', password: expect.stringMatching(/^\S{20}$/) as string });
  // The mutation in the welcome message, for new users to copy.
  const mutation = /^ *(mutation .*)$/m.exec(stdout)?.[1] ?? '';
  expectData(await first.ask(mutation));
  const tokens = await logIn(first, admin);
  expect(modeOf(join(DATA_DIR, 'jwt-keys', 'es256.pem'))).toBe('600');
  expect(modeOf(join(DATA_DIR, 'refresh-secret'))).toBe('600');
  expect(modeOf(DATA_DIR)).toBe('700');
  expect((await first.signal('SIGINT')).exitCode).toBe(0);

  const second = await startServerProcess({ env: { DATA_DIR } });
  expect(second.said().stdout).not.toMatch(/administrator|password/i);
  const { me } = expectData(await askWhoIAm(second, tokens.accessToken));
  expect(me).toMatchObject({ roles: ['ADMIN'] });
  const renewed = await refresh(second, tokens.refreshToken);
  const { users } = expectData(
    await second.ask('{ users { nodes: edges { node { email } } } }', {}, { token: renewed.accessToken }),
  );
  expect(users).toEqual({ nodes: [{ node: { email: 'admin@localhost' } }] });

  const third = await runCommand(['serve'], { env: { DATA_DIR, PORT: '0' } });
  expect(third).toMatchObject({ exitCode: 1, stdout: '' });
  expect(third.stderr).toContain(`in use by another server (process ${second.pid})`);
  expectData(await askWhoIAm(second, renewed.accessToken));
});

it('creates the first administrator from ADMIN_EMAIL and ADMIN_PASSWORD, and ignores them later', async () => {
  const database = freshDatabaseUri();
  const admin = { email: 'root@example.com', password: 'walks in the rain at noon' };
  const later = { email: 'other@example.com', password: 'sleeps in the sun at noon' };
  const adminEnv = ({ email, password }: typeof admin) => ({ ADMIN_EMAIL: email, ADMIN_PASSWORD: password });

  const first = await startGraphward({ database, env: adminEnv(admin) });
  const second = await startGraphward({ database, env: adminEnv(later) });
  try {
    expect([first.app.firstAdmin, second.app.firstAdmin]).toEqual([null, null]);
    const { login } = expectData(await tryToLogIn(second, admin));
    const { me } = expectData(await askWhoIAm(second, (login as Tokens).accessToken));
    expect(me).toMatchObject({ roles: ['ADMIN'] });
    expect((await tryToLogIn(second, later)).errors).toHaveLength(1);
  } finally {
    await Promise.all([first.stop(), second.stop()]);
  }
});

it('generates no administrator when MONGODB_URI is set without ADMIN_EMAIL', async () => {
  const graphward = await startGraphward();
  try {
    expect(graphward.app.firstAdmin).toBeNull();
    expect(await graphward.app.services.users.findByEmail('admin@localhost')).toBeNull();
  } finally {
    await graphward.stop();
  }
});

it('aborts start-up when the administrator cannot be created', async () => {
  const env = { ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'short' };
  await expect(startGraphward({ env })).rejects.toThrow(
    /ADMIN_PASSWORD cannot be created: The password is too short/,
  );
});

describe('when the account of ADMIN_EMAIL exists but is not an active administrator', () => {
  const admin = { email: 'root@example.com', password: 'walks in the rain at noon' };
  const env = { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password };

  async function databaseWithAccount(...roles: string[]): Promise<string> {
    const database = freshDatabaseUri();
    const graphward = await startGraphward({ database });
    const { id } = await graphward.app.services.accounts.create(
      null,
      { ...admin, name: null },
      roles,
      operator,
    );
    if (roles.includes('ADMIN')) await disableInDatabase(database, id);
    await graphward.stop();
    return database;
  }

  it('aborts start-up and names the command that grants the role', async () => {
    const database = await databaseWithAccount('USER');
    await expect(startGraphward({ database, env })).rejects.toThrow(
      'the account root@example.com exists and does not have the role ADMIN. ' +
        'Run `graphward user set-roles root@example.com USER ADMIN`, or set ADMIN_EMAIL and ADMIN_PASSWORD to another address.',
    );
  });

  it('aborts start-up and names the command that enables the account', async () => {
    const database = await databaseWithAccount('ADMIN');
    await expect(startGraphward({ database, env })).rejects.toThrow(
      'the account root@example.com exists and is disabled. ' +
        'Run `graphward user disable --undo root@example.com`, or set',
    );
  });

  it('starts after that command', async () => {
    const database = await databaseWithAccount('USER');
    const shared = sharedDatabase(database);
    expect(
      await runCommand(['user', 'set-roles', admin.email, 'USER', 'ADMIN'], { env: shared }),
    ).toMatchObject({ exitCode: 0 });

    const graphward = await startGraphward({ database, env });
    expectData(await tryToLogIn(graphward, admin));
    await graphward.stop();
  });
});

it('creates the administrator of ADMIN_EMAIL before anybody else can register the address', async () => {
  const { port, release } = await takePort();
  const database = freshDatabaseUri();
  const admin = { ADMIN_EMAIL: 'root@example.com', ADMIN_PASSWORD: 'walks in the rain at noon' };
  await expect(startGraphward({ database, env: { ...admin, PORT: String(port) } })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  release();

  const graphward = await startGraphward({ database });
  const { email, roles } = (await graphward.app.services.users.findByEmail('root@example.com')) ?? {};
  expect({ email, roles }).toEqual({ email: 'root@example.com', roles: ['ADMIN'] });
  await graphward.stop();
});

describe('start-up fails with exit code 1 and a message without a stack for', () => {
  it.each([
    ['a port in use', {}],
    ['a port in use, once for all workers', { WORKERS: '2' }],
  ])('%s', async (_title, workers) => {
    const { port, release } = await takePort();
    try {
      const env = { ...sharedDatabase(), PORT: String(port), ...workers };
      const { exitCode, stderr } = await runCommand(['serve'], { env });
      expect(stderr).toBe(
        `Port ${port} is already in use. Stop the process that uses it, or set PORT to another port.\n`,
      );
      expect(exitCode).toBe(1);
    } finally {
      release();
    }
  });

  it('all problems of the configuration at once, without quoting secrets', async () => {
    const env = {
      PORT: '99999',
      LOG_LEVEL: 'loud',
      CORS_ORIGINS: 'app.example.com',
      JWT_SECRET: 'changeme-changeme',
      ADMIN_EMAIL: 'root@example.com',
    };
    const { exitCode, stdout, stderr } = await runCommand(['serve'], { env });
    expect(stderr).toContain('has 5 problems');
    for (const name of ['PORT', 'LOG_LEVEL', 'CORS_ORIGINS', 'JWT_SECRET', 'ADMIN_PASSWORD'])
      expect(stderr).toContain(name);
    expect(stderr).not.toMatch(/changeme|^ +at /m);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  });

  it('an unreachable database, after several attempts, without quoting its credentials', async () => {
    const { port, release } = await takePort();
    release();
    const MONGODB_URI = `mongodb://alice:tops3cret@127.0.0.1:${port}/graphward`;
    const started = Date.now();
    const starting = startGraphward({ env: { MONGODB_URI }, connectTimeoutMs: 1_200 });
    await expect(starting).rejects.toThrow(
      `Could not connect to MongoDB at mongodb://127.0.0.1:${port}/graphward within 1.2 s.`,
    );
    await expect(starting).rejects.not.toThrow(/alice|tops3cret/);
    expect(Date.now() - started).toBeGreaterThan(900);
  });
});

it('connects to a database that becomes reachable while start-up waits for it', async () => {
  const uri = new URL(freshDatabaseUri());
  const socket = decodeURIComponent(uri.host);
  let connections = 0;
  // Closes the first connection, and forwards later ones to the database of this test run.
  const proxy = createServer((client) => {
    connections += 1;
    client.on('error', () => undefined);
    if (connections === 1) return client.destroy();
    const database = connect(socket);
    return database
      .on('error', () => client.destroy())
      .pipe(client)
      .pipe(database);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  uri.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    const graphward = await startGraphward({ database: uri.href });
    expect(connections).toBeGreaterThan(1);
    await graphward.stop();
  } finally {
    proxy.close();
  }
});
