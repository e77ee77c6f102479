import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/**
 * The headers of CORS that are the same on every response. Without `Access-Control-Allow-Origin` they allow nothing.
 */
export const corsHeaders: Readonly<Record<string, string>> = {
  // A cache must not give one origin the response of another.
  vary: 'Origin',
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'x-request-id, retry-after, www-authenticate',
};

/**
 * Lets pages of these origins read responses.
 *
 * `@fastify/cors` composes all its headers for every request, so it handles only the preflight requests here, in a scope of
 * its own. Other requests need one look-up.
 */
export async function registerCors(server: FastifyInstance, origins: readonly string[]): Promise<void> {
  const allowed = new Set(origins);
  server.addHook('onRequest', ({ method, headers: { origin } }, reply, done) => {
    if (method !== 'OPTIONS' && origin !== undefined && allowed.has(origin))
      void reply.header('access-control-allow-origin', origin);
    done();
  });
  await server.register(async (scope) => {
    await scope.register(cors, {
      origin: [...origins],
      credentials: true,
      methods: ['GET', 'POST'],
      maxAge: 600,
      // An OPTIONS request without preflight headers is not an error.
      strictPreflight: false,
    });
  });
}
