import type { Resolver } from './enforcement.js';

/**
 * A resolver that rejects where it would throw, for fields that are non-null.
 *
 * Where an item of a non-null list throws at once while an earlier one is still pending, graphql-js 16 forgets the
 * pending one; if that rejects too, nobody handles it, and Node ends the process.
 */
export function rejectLate(resolve: Resolver): Resolver {
  return (source, args, context, info) => {
    try {
      return resolve(source, args, context, info);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  };
}
