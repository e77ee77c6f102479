import { LRUCache } from 'lru-cache';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from './database.js';

/** Limits the number of attempts per key. */
export interface AttemptLimiter {
  /**
   * Atomically counts an attempt before it is made. A key that is known to have reached its limit needs no command.
   *
   * @returns the number of whole seconds to wait if the limit is reached, null if the attempt may proceed
   */
  reserve(key: string): Promise<number | null>;
  /** Returns what `reserve` would return without a command, or null if it would need one. */
  knownWait(key: string): number | null;
  /** Forgets all attempts whose key begins with this text. Other instances notice within five seconds. */
  forget(prefix: string): Promise<void>;
}

/** The number of attempts that a key may make per window. `name` separates the keys of different limits. */
export interface AttemptLimit {
  readonly name: string;
  readonly attempts: number;
  readonly windowSeconds: number;
}

const collection = 'attempts';

/** About 2 MB with keys of at most 64 characters. An evicted key costs one command when it is used again. */
const maxExhaustedKeys = 10_000;

/** How long a key that has reached its limit is not looked up again, in milliseconds. */
const lookUpAfterMs = 5_000;

/** Creates a limiter that counts in MongoDB, so that all instances share the count. Needs at most one command per attempt. */
export function createAttemptLimiter(database: Database, limit: AttemptLimit): AttemptLimiter {
  const limiter = createCounter(database, limit);
  // The library has such a cache, too, but it is unbounded.
  const exhausted = new LRUCache<string, { lookedUpAt: number }>({ max: maxExhaustedKeys });

  function remember(key: string, { remainingPoints, msBeforeNext }: RateLimiterRes): void {
    const ttl = Math.min(msBeforeNext, limit.windowSeconds * 1000);
    if (remainingPoints > 0 || ttl < 1) exhausted.delete(key);
    else exhausted.set(key, { lookedUpAt: performance.now() }, { ttl: Math.ceil(ttl) });
  }

  function knownWait(key: string): number | null {
    const known = exhausted.get(key);
    if (!known || performance.now() - known.lookedUpAt >= lookUpAfterMs) return null;
    const milliseconds = exhausted.getRemainingTTL(key);
    return milliseconds > 0 ? wholeSeconds(milliseconds) : null;
  }

  /** Looks up a key that had reached its limit, in case an operator has lifted it. Reads, so that attackers cause no writes. */
  async function lookUp(key: string): Promise<void> {
    const known = exhausted.get(key);
    if (!known) return;
    known.lookedUpAt = performance.now();
    const stored = await limiter.get(key);
    if (stored === null) exhausted.delete(key);
    else remember(key, stored);
  }

  return {
    knownWait,
    reserve: async (key) => {
      if (knownWait(key) === null) await lookUp(key);
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
    forget: async (prefix) => {
      for (const key of exhausted.keys()) if (key.startsWith(prefix)) exhausted.delete(key);
      const first = `${limit.name}:${prefix}`;
      await database.connection
        .collection(collection)
        .deleteMany({ key: { $gte: first, $lt: `${first}\u{10FFFF}` } });
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
    tableName: collection,
    keyPrefix: limit.name,
    points: limit.attempts,
    duration: limit.windowSeconds,
    disableIndexesCreation: true,
  });
}

function wholeSeconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1000));
}
