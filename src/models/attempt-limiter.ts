import { LRUCache } from 'lru-cache';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from './database.js';

export interface AttemptLimiter {
  /**
   * Counts an attempt, atomically, before it is made. A key that is known to be over its limit costs no command.
   *
   * @returns whole seconds to wait when the limit is reached, null when the attempt may proceed
   */
  reserve(key: string): Promise<number | null>;
  /** What `reserve` would return without a command, null when it would need one. */
  knownWait(key: string): number | null;
}

export interface AttemptLimit {
  readonly name: string;
  readonly attempts: number;
  readonly windowSeconds: number;
}

/** With keys of at most 64 characters, about 2 MB. A key that had to give way is learned again with one command. */
const maxExhaustedKeys = 10_000;

/** Counts attempts in MongoDB, so that all instances share the count. At most one command per attempt. */
export function createAttemptLimiter(database: Database, limit: AttemptLimit): AttemptLimiter {
  const limiter = createCounter(database, limit);
  // The library has such a memory, too, but an unbounded one.
  const exhausted = new LRUCache<string, true>({ max: maxExhaustedKeys });

  function remember(key: string, { remainingPoints, msBeforeNext }: RateLimiterRes): void {
    const ttl = Math.min(msBeforeNext, limit.windowSeconds * 1000);
    if (remainingPoints <= 0 && ttl >= 1) exhausted.set(key, true, { ttl: Math.ceil(ttl) });
  }

  function knownWait(key: string): number | null {
    const milliseconds = exhausted.has(key) ? exhausted.getRemainingTTL(key) : 0;
    return milliseconds > 0 ? wholeSeconds(milliseconds) : null;
  }

  return {
    knownWait,
    reserve: async (key) => {
      const wait = knownWait(key);
      if (wait !== null) return wait;
      try {
        remember(key, await limiter.consume(key));
        return null;
      } catch (rejection) {
        if (!(rejection instanceof RateLimiterRes)) throw rejection;
        remember(key, rejection);
        return wholeSeconds(rejection.msBeforeNext);
      }
    },
  };
}

/** Creates the indexes of the collection that all limiters share. */
export async function createAttemptIndexes(database: Database): Promise<void> {
  await createCounter(database, { name: 'any', attempts: 1, windowSeconds: 1 }).createIndexes();
}

function createCounter({ connection }: Database, limit: AttemptLimit): RateLimiterMongo {
  return new RateLimiterMongo({
    storeClient: connection,
    tableName: 'attempts',
    keyPrefix: limit.name,
    points: limit.attempts,
    duration: limit.windowSeconds,
    disableIndexesCreation: true,
  });
}

function wholeSeconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
