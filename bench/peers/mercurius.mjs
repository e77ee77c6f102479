// (d) Mercurius with JIT, mercurius-auth and @fastify/jwt.
import mercuriusAuth from 'mercurius-auth';
import { forbidden } from './errors.mjs';
import { serveMercurius } from './mercurius-server.mjs';
import { createSchema } from './schema.mjs';

const authorization = {
  authDirective: 'auth',
  authContext: ({ reply }) => ({ roles: reply.request.user.roles }),
  applyPolicy: (directive, _parent, _parameters, { auth }) => {
    const { value } = directive.arguments.find(({ name }) => name.value === 'requires');
    return auth.roles.includes(value.value) || forbidden();
  },
  // Introspection by role, as in Graphward. Other operations do not pass through it.
  filterSchema: true,
};

await serveMercurius({ schema: createSchema(), plugins: [[mercuriusAuth, authorization]] });
