import { Readable } from 'node:stream';
import type { ApolloServer, HTTPGraphQLResponse } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphwardContext } from '../context.js';
import { sendBadRequest } from './error-responses.js';
import { parseUrl } from './parse-url.js';
import { queryStringProblem } from './query-string-problem.js';
import { RequestHeaders } from './request-headers.js';
import { allowOnPage, headOf } from './response-headers.js';

export const graphqlPath = '/graphql';

export interface GraphqlRouteOptions {
  readonly apollo: Pick<ApolloServer<GraphwardContext>, 'executeHTTPGraphQLRequest'>;
  readonly context: (request: FastifyRequest, reply: FastifyReply) => GraphwardContext;
  readonly isClosing: () => boolean;
}

/**
 * `GET` and `POST /graphql` (GraphQL over HTTP); in a browser, Apollo Sandbox.
 *
 * A request passes, in this order: the check of its host, CORS, the JSON parser (`http-server.ts`), this handler,
 * `context`, and Apollo Server's pipeline with the steps of `request-steps.ts`. A response is written in one piece,
 * because every header operation and every write costs time.
 */
export function registerGraphqlRoute(server: FastifyInstance, options: GraphqlRouteOptions): void {
  const { apollo, context, isClosing } = options;

  server.route({
    method: ['GET', 'POST'],
    url: graphqlPath,
    handler: async (request, reply) => {
      const search = searchOf(request);
      if (search === null) return sendBadRequest(reply, 'The URL or the Host header is malformed.');
      const problem = request.method === 'GET' ? queryStringProblem(search) : null;
      if (problem !== null) return sendBadRequest(reply, problem);
      const response = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method,
          headers: new RequestHeaders(request.headers),
          search,
          body: request.body,
        },
        context: () => Promise.resolve(context(request, reply)),
      });
      return respond(reply, response, isClosing);
    },
  });

  server.route({
    method: ['PUT', 'PATCH', 'DELETE'],
    url: graphqlPath,
    handler: (_request, reply) =>
      sendBadRequest(reply.header('allow', 'GET, POST'), 'Send GraphQL requests with GET or POST.', 405),
  });
}

/** The query string with its question mark, as in `URL.search`; null if the URL is malformed. */
function searchOf(request: FastifyRequest): string | null {
  if (request.url === graphqlPath) return '';
  return parseUrl(request.url, `${request.protocol}://${request.hostname}/`)?.search ?? null;
}

function respond(
  reply: FastifyReply,
  { status = 200, headers, body }: HTTPGraphQLResponse,
  isClosing: () => boolean,
): FastifyReply {
  if (body.kind === 'chunked') {
    return reply.code(status).headers(Object.fromEntries(headers)).send(Readable.from(body.asyncIterator));
  }
  if (headers.get('content-type') === 'text/html') {
    // Apollo's landing page sets its own policy in a meta element; the default policy would block the page.
    allowOnPage(reply, {});
    return reply.type('text/html').send(body.string);
  }
  const head = headOf(reply, headers, isClosing);
  head.push('content-length', Buffer.byteLength(body.string));
  // Throws if a module has set an invalid header; Fastify then sends an error, unless the reply has been hijacked.
  reply.raw.writeHead(status, head);
  reply.hijack().raw.end(body.string);
  return reply;
}
