/** The engine's process: opens the engine, serves until the parent sends `stop` or exits, then closes the engine. */
import { once } from 'node:events';
import { EmbeddedMongodbError } from './embedded-mongodb-error.js';
import { acquireFileLock, LockHeldError } from './file-lock.js';
import type { HostReport, HostSettings } from './host-messages.js';
import { openEngine } from './open-engine.js';
import { startTtlMonitor } from './start-ttl-monitor.js';

// The engine of a killed server exits within closeTimeoutMs; the next engine waits for its lock for longer than that.
const closeTimeoutMs = 10_000;
const lockTimeoutMs = 15_000;

const stopping = new AbortController();

// The engine's files contain password hashes.
process.umask(0o077);

function stop(): void {
  stopping.abort();
  // A close that hangs must not leave an orphan process. Acknowledged writes are already in the journal.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), closeTimeoutMs).unref();
}

function report(message: HostReport): Promise<void> {
  // The parent may have exited.
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

async function serve(settings: HostSettings): Promise<void> {
  const { signal } = stopping;
  const lock = await acquireFileLock(settings.engineLock, { waitMs: lockTimeoutMs, signal });
  try {
    const engine = await openEngine(settings);
    const monitor = startTtlMonitor({
      uri: settings.uri,
      intervalMs: settings.ttlSweepIntervalMs,
      onSwept: ({ deleted, failures }) => {
        void report({ type: 'swept', deleted, failures: failures.map(({ message }) => message) });
      },
    });
    await report({ type: 'ready' });
    if (!signal.aborted) await once(signal, 'abort');
    await monitor.stop();
    await engine.close();
  } finally {
    lock.release();
  }
}

function reasonOf(error: unknown, { databaseFolder }: HostSettings): string {
  if (error instanceof EmbeddedMongodbError) return error.message;
  if (error instanceof LockHeldError) {
    return `The engine of an earlier server (process ${error.holder.pid}) still has ${databaseFolder} open. Wait until that process exits, or kill it.`;
  }
  return `The embedded MongoDB could not open ${databaseFolder}: ${(error as Error).message}. To start with an empty database, move that folder away. To use a MongoDB server, set MONGODB_URI.`;
}

async function main(settings: HostSettings): Promise<number> {
  try {
    await serve(settings);
    return 0;
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    await report({ type: 'failed', reason: reasonOf(error, settings) });
    return 1;
  }
}

// Signals from a terminal (Ctrl-C) or a service manager reach this process too, but the server must drain first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.once('message', stop);
process.once('disconnect', stop);
if (!process.connected) stop();

process.exit(await main(JSON.parse(process.argv[2] ?? '') as HostSettings));
