import { readFileSync } from 'node:fs';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import {
  cleanUpProcesses,
  type CommandOptions,
  type ServerProcess,
  startCommand,
  whenServing,
} from '../support/process.js';

/** Starts what `npm start` runs, on a free port with a new data folder and otherwise default settings. */
export async function startLiveServer({ env, ...options }: CommandOptions = {}): Promise<ServerProcess> {
  const command = startCommand(['serve'], {
    ...options,
    env: { PORT: '0', DATA_DIR: temporaryFolder(), ...env },
  });
  return whenServing(command);
}

/** Starts one live server for all tests of a file. */
export function useLiveServer(options?: CommandOptions): () => ServerProcess {
  let server: ServerProcess | undefined;
  beforeAll(async () => {
    server = await startLiveServer(options);
  });
  afterAll(cleanUpProcesses);
  return () => {
    if (!server) throw new Error('The server runs only inside tests and hooks.');
    return server;
  };
}

/** The slowest response of `/live` while `work` runs, in milliseconds. */
export async function slowestLiveResponse(
  { url }: ServerProcess,
  work: () => Promise<unknown>,
): Promise<number> {
  let slowest = 0;
  let isDone = false;
  const watch = async () => {
    while (!isDone) {
      const start = performance.now();
      await (await fetch(`${url}/live`)).arrayBuffer();
      slowest = Math.max(slowest, performance.now() - start);
    }
  };
  const watching = watch();
  await work().finally(() => (isDone = true));
  await watching;
  return slowest;
}

/** The server's resident memory in megabytes, from /proc. */
export function residentMegabytes({ pid }: ServerProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** Clock ticks per second in /proc, on every Linux that Node.js supports. */
const ticksPerSecond = 100;

/** The CPU time that the server has used, in milliseconds, which does not depend on the load of the machine. */
export function processorMilliseconds({ pid }: ServerProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [utime = 0, stime = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12).map(Number);
  return ((utime + stime) * 1000) / ticksPerSecond;
}
