import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Logger } from '../observability/logger.js';
import { createFleetMetrics } from '../observability/metrics.js';
import { type FromPrimary, fromWorker } from './messages.js';

export interface Fleet {
  /** Where the workers answer, all at one address. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface FleetOptions {
  readonly size: number;
  /** What the workers get in their environment beside what this process has. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: Logger;
}

const firstPauseMs = 100;
const longestPauseMs = 10_000;
/** A worker that lived this long was sound: when it dies, its successor starts at once. */
const soundAfterMs = 30_000;
const stopWithinMs = 9_000;

/**
 * Runs worker processes that share a port, and replaces those that die.
 *
 * @throws Error when one of them cannot start; the others are stopped
 */
export async function runWorkers({ size, env, log }: FleetOptions): Promise<Fleet> {
  const listening = new Set<Worker>();
  const metrics = createFleetMetrics();
  let stopping = false;
  let pauseMs = firstPauseMs;
  // Each worker takes connections from the socket that all share. Handed out by the primary, those on their way to a
  // worker that is killed would hang for ever.
  cluster.schedulingPolicy = cluster.SCHED_NONE;

  function tell(worker: Worker, message: FromPrimary): void {
    // A worker that dies just now need not hear it.
    if (!stopping && worker.isConnected()) worker.send(message, () => undefined);
  }

  function tellFleet(): void {
    for (const worker of listening) tell(worker, { graphward: 'fleet', complete: listening.size === size });
  }

  /** Resolves with the worker's address once it listens; rejects when it ends before. */
  function startWorker(): Promise<string> {
    const worker = cluster.fork(env);
    const startedAt = Date.now();
    return new Promise((resolve, reject) => {
      worker.on('message', (raw: unknown) => {
        const { data: message } = fromWorker.safeParse(raw);
        if (message?.graphward === 'metrics wanted') {
          const { request } = message;
          metrics.text().then(
            (text) => tell(worker, { graphward: 'metrics', request, text }),
            () => tell(worker, { graphward: 'metrics', request, text: null }),
          );
        } else if (message?.graphward === 'listening') {
          listening.add(worker);
          tellFleet();
          resolve(message.url);
        }
      });
      worker.on('exit', (code, signal) => {
        const hadStarted = listening.delete(worker);
        tellFleet();
        reject(new Error(`A worker could not start (${signal || `exit code ${code}`}).`));
        if (stopping || !hadStarted) return;
        log.error({ worker: worker.process.pid, code, signal }, 'a worker died and is replaced');
        if (Date.now() - startedAt > soundAfterMs) pauseMs = firstPauseMs;
        replaceLater();
      });
    });
  }

  function replaceLater(): void {
    setTimeout(() => {
      if (stopping) return;
      startWorker().catch((error: unknown) => {
        if (stopping) return;
        log.error({ err: error }, 'the successor of a worker could not start; trying again');
        replaceLater();
      });
    }, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }

  async function stop(): Promise<void> {
    stopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    const ended = workers.map((worker) => once(worker, 'exit'));
    for (const worker of workers) worker.process.kill('SIGTERM');
    const force = setTimeout(() => {
      for (const worker of workers) worker.process.kill('SIGKILL');
    }, stopWithinMs);
    await Promise.all(ended);
    clearTimeout(force);
  }

  try {
    const [url = ''] = await Promise.all(Array.from({ length: size }, startWorker));
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
