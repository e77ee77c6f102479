import type { Logger } from '../observability/logger.js';
import { createRestartBackoff, type Wait, waitUnlessAborted } from '../supervision/restart-backoff.js';
import type { WorkerProcess } from './worker-process.js';

export interface WorkerSupervisionOptions {
  readonly start: () => Pick<WorkerProcess, 'pid' | 'listening' | 'exited'>;
  readonly log: Pick<Logger, 'error' | 'info'>;
  /** Ends the supervision. The caller that aborts it must also stop the current process. */
  readonly stopping: AbortSignal;
  readonly onRestart: () => void;
  readonly wait?: Wait;
}

const firstDelayMs = 100;

/**
 * Starts a worker and restarts it whenever it exits. Each worker has its own backoff.
 *
 * @returns the address that the worker listens on
 * @throws Error with the reason when the first start fails, which is not retried
 */
export async function superviseWorker(options: WorkerSupervisionOptions): Promise<string> {
  const { start, log, stopping, onRestart, wait = waitUnlessAborted } = options;

  const isStopping = () => stopping.aborted;

  async function keepRunning(first: ReturnType<typeof start>): Promise<void> {
    const backoff = createRestartBackoff(firstDelayMs);
    let worker = first;
    for (;;) {
      const { listenedMs, ...exit } = await worker.exited;
      if (isStopping()) return;
      const { failures, delayMs } = backoff.recordExit(listenedMs);
      log.error(
        { worker: worker.pid, ...exit, failures, delayMs },
        listenedMs > 0 ? 'a worker exited; restarting it' : 'a worker failed to start; retrying',
      );
      await wait(delayMs, stopping);
      if (isStopping()) return;
      onRestart();
      worker = start();
      const { pid } = worker;
      worker.listening.then(
        () => log.info({ worker: pid }, 'a restarted worker is listening'),
        // The next iteration logs the exit with its reason.
        () => undefined,
      );
    }
  }

  const first = start();
  const url = await first.listening;
  void keepRunning(first);
  return url;
}
