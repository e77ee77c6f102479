import { setTimeout as delay } from 'node:timers/promises';

const maxDelayMs = 10_000;
/** A process that ran this long was healthy, so its exit resets the backoff. */
const healthyAfterMs = 30_000;

export interface RestartBackoff {
  /**
   * Records the exit of a process that served for `servedMs`.
   *
   * @returns the number of consecutive failures, and how long to wait before the next start
   */
  recordExit(servedMs: number): { readonly failures: number; readonly delayMs: number };
}

/** Exponential backoff for one supervised process: the delay doubles up to 10 s. */
export function createRestartBackoff(firstDelayMs: number): RestartBackoff {
  let failures = 0;
  return {
    recordExit: (servedMs) => {
      failures = servedMs >= healthyAfterMs ? 1 : failures + 1;
      return { failures, delayMs: Math.min(firstDelayMs * 2 ** (failures - 1), maxDelayMs) };
    },
  };
}

/** Resolves after `ms` milliseconds, or as soon as the signal is aborted. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export const waitUnlessAborted: Wait = (ms, signal) =>
  delay(ms, undefined, { signal }).catch(() => undefined);
