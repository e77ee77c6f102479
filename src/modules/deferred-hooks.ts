import { setMaxListeners } from 'node:events';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../observability/logger.js';

/** Runs hooks after the request that caused them. */
export interface DeferredHooks {
  add(module: string, hook: string, run: () => Promise<unknown>): void;
  /** Runs what is left, without waiting between attempts. */
  stop(): Promise<void>;
}

export interface DeferredHooksOptions {
  /** How long to wait before each further attempt, in milliseconds. */
  readonly pausesMs?: readonly number[];
  /** How long one attempt may take, in milliseconds. It is not repeated, because it may still be running. */
  readonly timeLimitMs?: number;
  /** The number of hooks that may run or wait. Further ones are dropped, so that memory stays bounded. */
  readonly maxPending?: number;
}

/** Creates the queue of hooks. One that keeps failing is logged, and never fails a request. */
export function createDeferredHooks(
  log: Logger,
  { pausesMs = [250, 1_000, 4_000], timeLimitMs = 10_000, maxPending = 1_000 }: DeferredHooksOptions = {},
): DeferredHooks {
  const pending = new Set<Promise<void>>();
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);

  async function attempt(module: string, hook: string, run: () => Promise<unknown>): Promise<void> {
    await setImmediate();
    for (let attempts = 1; ; attempts += 1) {
      const error = await failureOf(run, timeLimitMs);
      if (error === null) return;
      const pauseMs = error instanceof TooLate ? undefined : pausesMs[attempts - 1];
      if (pauseMs === undefined) {
        log.error({ err: error, module, hook, attempts }, 'a hook failed');
        return;
      }
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  return {
    add: (module, hook, run) => {
      if (pending.size >= maxPending) {
        log.error({ module, hook }, 'a hook was dropped, because too many are waiting');
        return;
      }
      const done = attempt(module, hook, run).finally(() => pending.delete(done));
      pending.add(done);
    },
    stop: async () => {
      stopping.abort();
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

class TooLate extends Error {}

async function failureOf(run: () => Promise<unknown>, timeLimitMs: number): Promise<Error | null> {
  const timer = new AbortController();
  const tooLate = delay(timeLimitMs, undefined, { signal: timer.signal }).then(
    () => new TooLate(`It did not finish within ${timeLimitMs / 1_000} s.`),
    () => null,
  );
  try {
    return await Promise.race([run().then(() => null), tooLate]);
  } catch (error) {
    return error instanceof Error ? error : new Error('It threw a value that is not an Error.');
  } finally {
    timer.abort();
  }
}
