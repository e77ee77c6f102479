import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** Longer than any database command may take, and short enough to stop within ten seconds. */
const finishWithinMs = 6_000;

/**
 * Returns a function that closes the server without failing requests.
 *
 * While the server drains, it still responds, with `Connection: close` (`response-headers.ts`), so that a load balancer
 * sees `/ready` fail and routes requests elsewhere. Then it accepts no more connections and finishes the requests in
 * progress. Connections of clients that do not finish in time are closed.
 */
export function closeGracefully(server: FastifyInstance, drainMs: number): () => Promise<void> {
  server.addHook('preClose', () => delay(drainMs));
  return async () => {
    const force = setTimeout(() => server.server.closeAllConnections(), drainMs + finishWithinMs);
    await server.close();
    clearTimeout(force);
  };
}
