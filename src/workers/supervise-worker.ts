import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../observability/logger.js';
import type { WorkerProcess } from './worker-process.js';

export interface WorkerSupervisionOptions {
  readonly start: () => Pick<WorkerProcess, 'pid' | 'listening' | 'exited'>;
  readonly log: Pick<Logger, 'error' | 'info'>;
  /** Ends the supervision; whoever aborts it ends the present process. */
  readonly stopping: AbortSignal;
  readonly onRestart: () => void;
  /** Resolves after so many milliseconds, or at once when the signal comes. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const firstPauseMs = 100;
const longestPauseMs = 10_000;
/** A worker that listened for this long was sound: its end starts the pauses anew. */
const soundAfterMs = 30_000;

/**
 * Starts a worker, and starts it again whenever it ends, each worker with pauses of its own.
 *
 * @returns its address
 * @throws Error with its reason when the first start fails; it is not tried again then
 */
export async function superviseWorker(options: WorkerSupervisionOptions): Promise<string> {
  const { start, log, stopping, onRestart, wait = waitUnlessAborted } = options;

  const isStopping = () => stopping.aborted;

  async function keepRunning(first: ReturnType<typeof start>): Promise<void> {
    let failures = 0;
    let worker = first;
    for (;;) {
      const { listenedMs, ...exit } = await worker.exited;
      if (isStopping()) return;
      failures = listenedMs >= soundAfterMs ? 1 : failures + 1;
      const pauseMs = restartPauseMs(failures);
      const details = { worker: worker.pid, ...exit, failures, pauseMs };
      log.error(
        details,
        listenedMs > 0 ? 'a worker exited; restarting it' : 'a worker failed to start; retrying',
      );
      await wait(pauseMs, stopping);
      if (isStopping()) return;
      onRestart();
      worker = start();
      const { pid } = worker;
      worker.listening.then(
        () => log.info({ worker: pid }, 'a restarted worker is listening'),
        // Its exit is logged above, with the reason.
        () => undefined,
      );
    }
  }

  const first = start();
  const url = await first.listening;
  void keepRunning(first);
  return url;
}

/** How long to wait before a start, after so many ends in a row. */
export function restartPauseMs(failures: number): number {
  return Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);
}

function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal }).catch(() => undefined);
}
