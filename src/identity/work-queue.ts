import { AppError } from '../errors/index.js';

/** Runs a limited number of calls concurrently, in the order of their arrival. */
export interface WorkQueue {
  /** @throws AppError SERVICE_UNAVAILABLE with `retryAfter`, without calling `work`, if the queue is full or too slow */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The number of calls that are waiting for their turn. */
  waiting(): number;
}

/** The bounds of a queue. Without `maxWaiting` or `maxWaitMs`, the number or the duration is unlimited. */
export interface WorkQueueOptions {
  readonly concurrency: number;
  readonly maxWaiting?: number;
  readonly maxWaitMs?: number;
  /** Called for every rejected call. */
  readonly onRejected?: () => void;
}

/** Creates a queue. Libraries limit how many calls run or wait, but not how long a call waits before it starts. */
export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const { concurrency, maxWaiting = Infinity, maxWaitMs, onRejected } = options;
  // A set keeps the order and removes a call that has waited too long without a search.
  const waiting = new Set<() => void>();
  let running = 0;

  // One error for all, because recording a stack takes long, and nobody reads it.
  const tooMany = new AppError(
    'SERVICE_UNAVAILABLE',
    'Too many concurrent sign-ins. Try again in a moment.',
    {
      retryAfter: Math.max(1, Math.ceil((maxWaitMs ?? 0) / 1000)),
    },
  );

  function rejection(): AppError {
    onRejected?.();
    return tooMany;
  }

  function waitForTurn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const expire = () => {
        waiting.delete(begin);
        reject(rejection());
      };
      const timer = maxWaitMs === undefined ? undefined : setTimeout(expire, maxWaitMs);
      const begin = () => {
        clearTimeout(timer);
        resolve();
      };
      waiting.add(begin);
    });
  }

  async function takeTurn(): Promise<void> {
    if (running < concurrency) {
      running += 1;
      return;
    }
    if (waiting.size >= maxWaiting) throw rejection();
    await waitForTurn();
  }

  /** Passes the turn to the call that has waited longest, if there is one. */
  function endTurn(): void {
    const [next] = waiting;
    if (!next) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return {
    waiting: () => waiting.size,
    run: async (work) => {
      await takeTurn();
      try {
        return await work();
      } finally {
        endTurn();
      }
    },
  };
}
