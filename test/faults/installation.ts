/** Several servers on one engine, each in processes of its own, all of which can be killed and started again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestServer } from '../support/graphward.js';
import { holderOf, temporaryFolder, until } from '../support/embedded-mongodb.js';
import {
  type RunningCommand,
  type ServerProcess,
  sharedDatabase,
  startCommand,
  waitFor,
  whenServing,
} from '../support/process.js';
import { type FaultyLink, openFaultyLink } from './faulty-link.js';

type Settings = Readonly<Record<string, string>>;

/** `graphward mongo`: a supervisor and, below it, the process that has the database open. */
export interface Engine {
  /** Where the tests themselves reach it, past all links. */
  readonly uri: string;
  /** Starts it unless it runs. */
  start(): Promise<void>;
  /** To the process that has the database open. */
  signalHost(signal: NodeJS.Signals): void;
  killSupervisor(): Promise<unknown>;
}

export interface InstalledServer extends Pick<TestServer, 'ask'> {
  readonly name: string;
  readonly link: FaultyLink;
  /** Starts it unless it runs; tries again as long as it cannot. */
  start(): Promise<void>;
  kill(): Promise<unknown>;
  statusOf(path: string): Promise<number>;
  textOf(path: string): Promise<string>;
  /** The lines it has logged, whenever it ran. */
  logLines(): Record<string, unknown>[];
}

export interface Installation {
  readonly engine: Engine;
  readonly servers: readonly InstalledServer[];
  close(): Promise<void>;
}

/** Everything runs when this resolves. For its end, `cleanUpProcesses` too. */
export async function install(size: number, settings: Settings = {}): Promise<Installation> {
  const engine = await startEngine();
  const shared = { ...sharedDatabase('unused'), ...settings };
  const servers = await Promise.all(
    Array.from({ length: size }, async (_, index) =>
      createServer(`server ${index + 1}`, await openFaultyLink(engine.uri), shared),
    ),
  );
  await Promise.all(servers.map((server) => server.start()));
  return {
    engine,
    servers,
    close: async () => {
      await Promise.all(servers.map(({ link }) => link.close()));
    },
  };
}

async function startEngine(): Promise<Engine> {
  const DATA_DIR = temporaryFolder();
  let supervisor: RunningCommand | null = null;
  let uri = '';
  const start = async () => {
    if (supervisor) return;
    supervisor = startCommand(['mongo'], { env: { DATA_DIR, LOG_LEVEL: 'warn' } });
    uri = await waitFor(supervisor, /^(mongodb:\S+)\n/);
  };
  const hostPid = () => holderOf(join(DATA_DIR, 'mongodb.engine'));
  await start();
  return {
    uri,
    start,
    signalHost: (signal) => {
      const pid = hostPid();
      if (pid !== undefined) signalHostOf(DATA_DIR, pid, signal);
    },
    killSupervisor: async () => {
      const ended = supervisor?.signal('SIGKILL');
      supervisor = null;
      await ended;
    },
  };
}

function createServer(name: string, link: FaultyLink, settings: Settings): InstalledServer {
  let running: ServerProcess | null = null;
  let before = '';
  const current = (): ServerProcess => {
    if (!running) throw new Error(`${name} does not run.`);
    return running;
  };
  const env = { ...settings, PORT: '0', MONGODB_URI: link.uri };

  /** One try, which may end with nothing: without the database a server gives up after a while. */
  async function tryToStart(): Promise<boolean> {
    const command = startCommand(['serve'], { env });
    try {
      running = await whenServing(command);
    } catch {
      await command.signal('SIGKILL');
    }
    return running !== null;
  }

  return {
    name,
    link,
    start: async () => {
      while (!running && !link.isClosed() && !(await tryToStart())) continue;
    },
    kill: async () => {
      const ended = running?.signal('SIGKILL');
      running = null;
      before += (await ended)?.stdout ?? '';
    },
    ask: async (...request) => current().ask(...request),
    statusOf: (path) => current().statusOf(path),
    textOf: async (path) => (await fetch(`${current().url}${path}`)).text(),
    logLines: () => linesOf(before + (running?.said().stdout ?? '')),
  };
}

function linesOf(output: string): Record<string, unknown>[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Only ever a process that serves this folder: numbers of ended processes are given to others. */
function signalHostOf(dataDir: string, pid: number, signal: NodeJS.Signals): void {
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dataDir)) process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Waits until every server says that it is ready. */
export async function untilAllReady(servers: readonly InstalledServer[]): Promise<void> {
  for (const server of servers) await until(async () => (await server.statusOf('/ready')) === 200, 30_000);
}
