// Mercurius with JIT and @fastify/jwt, and @graphward/authorization in place of mercurius-auth.
import { createAuthorizedSchema } from './authorized-schema.mjs';
import { serveMercurius } from './mercurius-server.mjs';

await serveMercurius({
  schema: createAuthorizedSchema(({ viewer }) => viewer),
  context: ({ user }) => ({ viewer: { id: user.sub, roles: user.roles } }),
});
