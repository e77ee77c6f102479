import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/index.js';
import type { GraphwardContext } from '../graphql/context.js';
import { badRequest, errorBody } from './error-answers.js';
import { isNestedDeeper, maxNesting } from './json-body.js';
import { allowOnPage } from './security-headers.js';

export const graphqlPath = '/graphql';

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<GraphwardContext>;
  readonly context: (request: FastifyRequest, reply: FastifyReply) => Promise<GraphwardContext>;
  /** @throws AppError QUERY_TOO_COMPLEX */
  readonly limitQuery: (query: string) => void;
}

/** `GET` and `POST /graphql`, as GraphQL over HTTP asks; in a browser, Apollo Sandbox. */
export function registerGraphqlRoute(server: FastifyInstance, options: GraphqlRouteOptions): void {
  const handle = fastifyApolloHandler(options.apollo, { context: options.context });

  server.route<{ Reply: unknown }>({
    method: ['GET', 'POST'],
    url: graphqlPath,
    preHandler: (request, reply, done) => {
      const problem = requestProblem(request);
      if (problem !== null) return void reply.code(400).send(badRequest(problem));
      try {
        const query = queryOf(request);
        if (query !== null) options.limitQuery(query);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return void reply.code(400).send(errorBody(error.message, { ...error.extensions, code: error.code }));
      }
      done();
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
      reply
        .code(405)
        .header('allow', 'GET, POST')
        .send(badRequest('Send GraphQL requests with GET or POST.')),
  });
}

/** What Apollo or its adapter would fail at, in words, or null. */
function requestProblem({ method, query, url, protocol, hostname }: FastifyRequest): string | null {
  if (!URL.canParse(url, `${protocol}://${hostname}/`)) return 'The Host header names no host.';
  if (method !== 'GET') return null;
  const { variables, extensions } = query as Readonly<Record<string, unknown>>;
  const isDeep = [variables, extensions].some(
    (json) => typeof json === 'string' && isNestedDeeper(json, maxNesting),
  );
  return isDeep ? `The variables are nested more than ${maxNesting} levels deep.` : null;
}

function queryOf({ method, query, body }: FastifyRequest): string | null {
  const parameters = (method === 'GET' ? query : body) as { query?: unknown } | null | undefined;
  return typeof parameters?.query === 'string' ? parameters.query : null;
}
