import { setTimeout as delay } from 'node:timers/promises';

import type { Logger } from 'pino';

import type { EngineProcess } from './engine-process.js';

/** Resolves after so many milliseconds, or at once when the signal comes. */
type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export interface SupervisionOptions {
  readonly start: () => EngineProcess;
  readonly log: Logger;
  readonly wait?: Wait;
}

export interface EngineSupervision {
  /** The present process; undefined while there is none. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;
/** A process that served this long was sound: its end starts the delays anew. */
const STABLE_AFTER_MS = 30_000;

/**
 * Starts the engine's process, and starts it again whenever it ends, until told to stop.
 *
 * @throws EmbeddedMongodbError when the first one does not come to serve; it is not tried again then.
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
    let failures = 0;
    while (current) {
      const { servedMs, ...exit } = await current.exited;
      current = undefined;
      if (isStopping()) return;
      failures = servedMs >= STABLE_AFTER_MS ? 1 : failures + 1;
      const delayMs = restartDelayMs(failures);
      log.warn({ ...exit, delayMs }, 'The embedded MongoDB exited; restarting it');
      await wait(delayMs, stopping.signal);
      if (isStopping()) return;
      current = start();
      current.ready.then(
        () => log.info('The embedded MongoDB is running again'),
        // Its exit, with the reason, is logged above.
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

/** How long to wait before a start, after so many ends in a row. */
export function restartDelayMs(failures: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
}

function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal }).catch(() => undefined);
}
