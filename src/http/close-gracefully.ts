import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** Longer than any command to the database may take, and short enough for an end within ten seconds. */
const finishWithinMs = 6_000;

/**
 * How the server ends without failing a request: while it drains it still answers, each time with
 * `Connection: close`, so that whoever routes requests sees `/ready` fail and turns away first. Then it takes
 * no more connections and finishes what is under way; clients that do not finish in time are cut off.
 *
 * @returns what closes it
 */
export function closeGently(server: FastifyInstance, drainMs: number): () => Promise<void> {
  let closing = false;
  // Fastify says it to requests that come from now on; those under way would keep their connections open.
  server.addHook('onSend', async (_request, reply) => {
    if (closing) void reply.header('connection', 'close');
  });
  server.addHook('preClose', () => delay(drainMs));
  return async () => {
    closing = true;
    const cutOff = setTimeout(() => server.server.closeAllConnections(), drainMs + finishWithinMs);
    await server.close();
    clearTimeout(cutOff);
  };
}
