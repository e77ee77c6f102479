import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphwardContext } from '../context.js';
import { sendBadRequest } from './error-responses.js';
import { parseUrl } from './parse-url.js';
import { queryStringProblem } from './query-string-problem.js';
import { allowOnPage } from './security-headers.js';

export const graphqlPath = '/graphql';

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<GraphwardContext>;
  readonly context: (request: FastifyRequest, reply: FastifyReply) => Promise<GraphwardContext>;
}

/** `GET` and `POST /graphql` (GraphQL over HTTP); in a browser, Apollo Sandbox. */
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
      // Apollo's landing page sets its own policy in a meta element; the default policy would block the page.
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

/** Describes why Apollo Server or its adapter would fail on a request; null if it would not. */
function requestProblem({ method, url, protocol, hostname }: FastifyRequest): string | null {
  const parsed = parseUrl(url, `${protocol}://${hostname}/`);
  if (parsed === null) return 'The URL or the Host header is malformed.';
  return method === 'GET' ? queryStringProblem(parsed.search) : null;
}
