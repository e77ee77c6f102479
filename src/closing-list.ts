import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from './observability/logger.js';

/** The components that start-up has opened. They are closed once, in reverse order. */
export interface ClosingList {
  readonly hasBegun: () => boolean;
  readonly add: (name: string, close: () => Promise<unknown>) => void;
  /**
   * Closes every component, even when others fail or hang.
   *
   * @throws the first error; every error is logged
   */
  readonly closeAll: () => Promise<void>;
  /** Like `closeAll` after a failed start-up. Never rejects, because the start-up's own error is the one to report. */
  readonly abandon: () => Promise<void>;
}

export interface ClosingTimes {
  /** The time to close all components, in milliseconds. */
  readonly withinMs: number;
  /** The minimum time for each component, even when others have used up the total, in milliseconds. */
  readonly atLeastMs: number;
}

/** Shorter than the ten seconds after which a stopping process exits in any case. */
const defaultTimes: ClosingTimes = { withinMs: 9_000, atLeastMs: 150 };

export function createClosingList(
  log: Pick<Logger, 'error'>,
  { withinMs, atLeastMs }: ClosingTimes = defaultTimes,
): ClosingList {
  const components: { readonly name: string; readonly close: () => Promise<unknown> }[] = [];
  let closed: Promise<void> | undefined;

  async function closeInTurn(): Promise<void> {
    const deadline = performance.now() + withinMs;
    const errors: unknown[] = [];
    for (const { name, close } of components.reverse()) {
      try {
        await inTime(name, close, Math.max(deadline - performance.now(), atLeastMs));
      } catch (error) {
        errors.push(error);
        log.error({ err: error, component: name }, 'a component did not close');
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  const closeAll = () => (closed ??= closeInTurn());
  return {
    hasBegun: () => closed !== undefined,
    add: (name, close) => void components.push({ name, close }),
    closeAll,
    abandon: () => closeAll().catch(() => undefined),
  };
}

async function inTime(name: string, close: () => Promise<unknown>, ms: number): Promise<void> {
  const timer = new AbortController();
  // The timer also keeps the process alive: if a component hangs without pending work, Node would exit with 0.
  const tooLate = delay(Math.ceil(ms), undefined, { signal: timer.signal }).then(() => {
    throw new Error(`The ${name} did not close within ${Math.ceil(ms) / 1_000} s.`);
  });
  try {
    await Promise.race([close(), tooLate]);
  } finally {
    tooLate.catch(() => undefined);
    timer.abort();
  }
}
