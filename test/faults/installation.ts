/** Several servers on one engine, in separate processes, all of which can be killed and restarted. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { holderOf, temporaryFolder, until } from '../support/embedded-mongodb.js';
import type { TestServer } from '../support/graphward.js';
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

/** `graphward mongo`: a supervisor and its child process, which has the database open. */
export interface Engine {
  /** Connects directly, not through a faulty link. */
  readonly uri: string;
  /** Starts it unless it is running. */
  start(): Promise<void>;
  /** Sends a signal to the process that has the database open. */
  signalHost(signal: NodeJS.Signals): void;
  killSupervisor(): Promise<unknown>;
}

export interface InstalledServer extends Pick<TestServer, 'ask'> {
  readonly name: string;
  readonly link: FaultyLink;
  /** Starts it unless it is running; retries until it succeeds. */
  start(): Promise<void>;
  kill(): Promise<unknown>;
  statusOf(path: string): Promise<number>;
  textOf(path: string): Promise<string>;
  /** The lines that all its processes have logged. */
  logLines(): Record<string, unknown>[];
}

export interface Installation {
  readonly engine: Engine;
  readonly servers: readonly InstalledServer[];
  close(): Promise<void>;
}

/** Starts everything. Call `cleanUpProcesses` after `close`. */
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
    if (!running) throw new Error(`${name} is not running.`);
    return running;
  };
  const env = { ...settings, PORT: '0', MONGODB_URI: link.uri };

  /** A single attempt, which can fail: without a database a server gives up after a while. */
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

/** Signals the process only if it serves this folder, because the system reuses process IDs. */
function signalHostOf(dataDir: string, pid: number, signal: NodeJS.Signals): void {
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dataDir)) process.kill(pid, signal);
  } catch {
    // The process has already exited.
  }
}

/** Waits until every server reports that it is ready. */
export async function untilAllReady(servers: readonly InstalledServer[]): Promise<void> {
  for (const server of servers) await until(async () => (await server.statusOf('/ready')) === 200, 30_000);
}
