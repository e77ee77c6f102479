// Mercurius with compiled execution, and @fastify/jwt, which verifies the token on every request.
import fastifyJwt from '@fastify/jwt';
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { unauthenticatedBody } from './errors.mjs';
import { algorithms, audience, host, issuer, port, secret } from './settings.mjs';

export async function serveMercurius({ schema, plugins = [], context }) {
  const app = Fastify();
  await app.register(fastifyJwt, {
    secret,
    verify: { algorithms, allowedIss: issuer, allowedAud: audience },
  });
  app.addHook('preValidation', async (request, reply) => {
    try {
      await request.jwtVerify();
    } catch {
      return reply.code(401).send(unauthenticatedBody);
    }
  });
  await app.register(mercurius, { schema, jit: 1, ...(context ? { context } : {}) });
  for (const [plugin, options] of plugins) await app.register(plugin, options);
  await app.listen({ host, port });
}
