import type { Logger } from 'pino';
import { createRestartBackoff, type Wait, waitUnlessAborted } from '../supervision/restart-backoff.js';
import type { EngineProcess } from './engine-process.js';

export interface SupervisionOptions {
  readonly start: () => EngineProcess;
  readonly log: Logger;
  readonly wait?: Wait;
}

export interface EngineSupervision {
  /** The current process; undefined between an exit and the restart. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

const firstDelayMs = 200;

/**
 * Starts the engine's process and restarts it whenever it exits, until `stop` is called.
 *
 * @throws EmbeddedMongodbError when the first process fails to start. The first start is not retried.
 */
export async function superviseEngine({
  start,
  log,
  wait = waitUnlessAborted,
}: SupervisionOptions): Promise<EngineSupervision> {
  const stopping = new AbortController();
  let current: EngineProcess | undefined = start();
  await current.ready;

  const isStopping = () => stopping.signal.aborted;
  const keepServing = async () => {
    const backoff = createRestartBackoff(firstDelayMs);
    while (current) {
      const { servedMs, ...exit } = await current.exited;
      current = undefined;
      if (isStopping()) return;
      const { delayMs } = backoff.recordExit(servedMs);
      log.warn({ ...exit, delayMs }, 'The embedded MongoDB exited; restarting it');
      await wait(delayMs, stopping.signal);
      if (isStopping()) return;
      current = start();
      current.ready.then(
        () => log.info('The embedded MongoDB is running again'),
        // The next iteration logs the exit and its reason.
        () => undefined,
      );
    }
  };

  const keeping = keepServing();
  return {
    get pid() {
      return current?.pid;
    },
    stop: async () => {
      stopping.abort();
      await current?.stop();
      await keeping;
    },
  };
}
