import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from './database.js';

export interface AttemptLimiter {
  /**
   * Counts an attempt, atomically, before it is made.
   *
   * @returns whole seconds to wait when the limit is reached, null when the attempt may go on
   */
  reserve(key: string): Promise<number | null>;
  createIndexes(): Promise<void>;
}

export interface AttemptLimit {
  readonly name: string;
  readonly attempts: number;
  readonly windowSeconds: number;
}

/** Counts attempts in MongoDB, so that all instances share the count. One command an attempt. */
export function createAttemptLimiter({ connection }: Database, limit: AttemptLimit): AttemptLimiter {
  const limiter = new RateLimiterMongo({
    storeClient: connection,
    tableName: 'attempts',
    keyPrefix: limit.name,
    points: limit.attempts,
    duration: limit.windowSeconds,
    disableIndexesCreation: true,
  });
  return {
    reserve: async (key) => {
      try {
        await limiter.consume(key);
        return null;
      } catch (rejection) {
        if (rejection instanceof RateLimiterRes) return Math.max(1, Math.ceil(rejection.msBeforeNext / 1000));
        throw rejection;
      }
    },
    createIndexes: () => limiter.createIndexes(),
  };
}
