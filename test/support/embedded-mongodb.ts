/** Servers with an embedded MongoDB, in separate processes, which a test can stop or kill. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface MongodbServer {
  readonly pid: number;
  readonly uri: string;
  /** The engine's process at the start. */
  readonly enginePid: number;
  readonly logged: { msg: string; [field: string]: unknown }[];
  stop(): Promise<void>;
  /** Like `kill -9`. */
  kill(): Promise<void>;
}

export interface StartingServer {
  readonly pid: number;
  readonly started: Promise<MongodbServer>;
}

interface ServerOptions {
  readonly dataDir: string;
  readonly ttlSweepIntervalMs?: number;
}

type Report =
  | { readonly type: 'started'; readonly uri: string; readonly pid: number }
  | { readonly type: 'failed'; readonly name: string; readonly message: string }
  | { readonly type: 'log'; readonly line: { msg: string } };

const runner = join(__dirname, 'embedded-mongodb-runner.mjs');
/** Shared by the tests, because its contents are the same for all. */
const cacheDir = join(__dirname, '../../node_modules/.cache/graphward/embedded-mongodb');

const cleanups: (() => unknown)[] = [];

/** For `afterEach`: stops the servers and removes the folders that the test created. */
export async function cleanUp(): Promise<void> {
  for (const clean of cleanups.splice(0).reverse()) await clean();
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'graphward-test-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function startServer(options: ServerOptions): Promise<MongodbServer> {
  return beginServer(options).started;
}

export function beginServer(options: ServerOptions): StartingServer {
  const child = fork(runner, [JSON.stringify({ cacheDir: cacheDir, ...options })]);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = async (how: () => void) => {
    how();
    await exited;
  };
  const started = reportOf(child, end);
  cleanups.push(async () => {
    await end(() => child.connected && child.send('stop', () => undefined));
    const server = await started.catch(() => undefined);
    if (server) await until(() => !isAlive(server.enginePid));
  });
  return { pid: Number(child.pid), started };
}

function reportOf(child: ChildProcess, end: (how: () => void) => Promise<void>): Promise<MongodbServer> {
  const logged: MongodbServer['logged'] = [];
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with exit code ${String(code)}`)));
    child.on('message', (message) => {
      const report = message as Report;
      if (report.type === 'log') logged.push(report.line);
      if (report.type === 'failed') reject(Object.assign(new Error(report.message), { name: report.name }));
      if (report.type !== 'started') return;
      resolve({
        pid: Number(child.pid),
        uri: report.uri,
        enginePid: report.pid,
        logged,
        stop: () => end(() => child.send('stop')),
        kill: () => end(() => child.kill('SIGKILL')),
      });
    });
  });
}

/** Waits for a condition, and fails after some seconds. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never happened: ${condition.toString()}`);
    await delay(10);
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The process that a lock file names. */
export function holderOf(lock: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(lock, 'utf8')) as { pid: number }).pid;
  } catch {
    return undefined;
  }
}
