import type { FastifyInstance } from 'fastify';
import type { Authenticator } from '../identity/authenticate.js';
import { bearerOf } from './authenticate-request.js';

/**
 * Waits for what the token of a trusted issuer needs, before any route reads the viewer. Requests with this server's own
 * tokens, and those whose token is known, do not wait.
 */
export function prepareTokens(server: FastifyInstance, authenticator: Pick<Authenticator, 'prepare'>): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const credential = bearerOf(request);
    const preparing = credential.kind === 'malformed' ? undefined : authenticator.prepare(credential);
    if (preparing) void preparing.then(() => done());
    else done();
  });
}
