import { ApolloServer, type ApolloServerOptions } from '@apollo/server';
import fastify from 'fastify';
import type { GraphwardContext } from '../../src/context.js';
import { registerGraphqlRoute } from '../../src/http/graphql-route.js';
import { registerJsonBody } from '../../src/http/json-body.js';

interface Suite {
  readonly defineIntegrationTestSuite: (
    createServer: (options: ApolloServerOptions<GraphwardContext>, test?: TestOptions) => Promise<TestServer>,
    options: { readonly serverIsStartedInBackground: boolean; readonly noIncrementalDelivery: boolean },
  ) => void;
}

interface TestOptions {
  readonly context?: () => GraphwardContext;
}

interface TestServer {
  readonly server: ApolloServer<GraphwardContext>;
  readonly url: string;
  readonly extraCleanup: () => Promise<void>;
}

// Not imported, because the suite is not among the project's own dependencies.
const { defineIntegrationTestSuite } = jest.requireActual<Suite>('@apollo/server-integration-testsuite');

defineIntegrationTestSuite(
  async (options, { context = () => ({}) as GraphwardContext } = {}) => {
    const apollo = new ApolloServer(options);
    await apollo.start();
    const server = fastify({
      // The suite expects the API at the root.
      rewriteUrl: ({ url = '' }) => url.replace(/^\/(?=\?|$)/, '/graphql'),
    });
    registerJsonBody(server);
    registerGraphqlRoute(server, { apollo, context, isClosing: () => false });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    return { server: apollo, url, extraCleanup: () => server.close() };
  },
  { serverIsStartedInBackground: false, noIncrementalDelivery: true },
);
