import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphwardContext } from '../context.js';
import { sendBadRequest } from './error-responses.js';
import { parseUrl } from './parse-url.js';
import { searchProblem } from './query-string-problem.js';
import { allowOnPage } from './security-headers.js';

export const graphqlPath = '/graphql';

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<GraphwardContext>;
  readonly context: (request: FastifyRequest, reply: FastifyReply) => Promise<GraphwardContext>;
}

/** `GET` and `POST /graphql`, as GraphQL over HTTP asks; in a browser, Apollo Sandbox. */
export function registerGraphqlRoute(server: FastifyInstance, options: GraphqlRouteOptions): void {
  const handle = fastifyApolloHandler(options.apollo, { context: options.context });

  server.route<{ Reply: unknown }>({
    method: ['GET', 'POST'],
    url: graphqlPath,
    preHandler: (request, reply, done) => {
      const problem = requestProblem(request);
      if (problem === null) done();
      else void sendBadRequest(reply, problem);
    },
    onSend: (_request, reply, _payload, done) => {
      // Apollo's landing page carries a stricter policy of its own in a meta element; this one only lets it.
      if (reply.getHeader('content-type') === 'text/html') allowOnPage(reply, {});
      done();
    },
    handler: handle,
  });

  server.route({
    method: ['PUT', 'PATCH', 'DELETE'],
    url: graphqlPath,
    handler: (_request, reply) =>
      sendBadRequest(reply.header('allow', 'GET, POST'), 'Send GraphQL requests with GET or POST.', 405),
  });
}

/** What Apollo Server or its adapter would fail at, in words, or null. */
function requestProblem({ method, url, protocol, hostname }: FastifyRequest): string | null {
  const parsed = parseUrl(url, `${protocol}://${hostname}/`);
  if (parsed === null) return 'The URL or the Host header is malformed.';
  return method === 'GET' ? searchProblem(parsed.search) : null;
}
