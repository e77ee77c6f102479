import { randomUUID } from 'node:crypto';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  LogController,
} from 'fastify';
import type { Logger } from '../observability/logger.js';
import { registerConsole } from './console-routes.js';
import { registerCors } from './cors.js';
import {
  createErrorHandler,
  rejectUndecodableUrl,
  rejectUnparsableRequest,
  sendNotFound,
} from './error-responses.js';
import { registerGraphiqlPage } from './graphiql-page.js';
import { type GraphqlRouteOptions, registerGraphqlRoute } from './graphql-route.js';
import { bodyLimitBytes, registerJsonBody } from './json-body.js';
import { type ModuleRoutesOptions, notePaths, registerModuleRoutes } from './module-routes.js';
import { type OperationalRoutesOptions, registerOperationalRoutes } from './operational-routes.js';
import { prepareTokens } from './prepare-tokens.js';
import { rejectMalformedHosts } from './reject-malformed-hosts.js';
import { registerResponseHeaders } from './response-headers.js';
import { registerRevocationsRoute, type RevocationsRouteOptions } from './revocations-route.js';
import { registerTokenRoute, type TokenRouteOptions } from './token/token-route.js';
import {
  registerTokenVerificationRoutes,
  type TokenVerificationRoutesOptions,
} from './token-verification-routes.js';
import { registerVerifyRoute, type VerifyRouteOptions } from './verify-route.js';

export interface HttpServerOptions
  extends
    GraphqlRouteOptions,
    OperationalRoutesOptions,
    TokenVerificationRoutesOptions,
    VerifyRouteOptions,
    RevocationsRouteOptions,
    ModuleRoutesOptions {
  readonly apiKeys: TokenRouteOptions['apiKeys'];
  readonly isUnavailable: (error: unknown) => boolean;
  readonly log: Logger;
  readonly corsOrigins: readonly string[];
  /** Whether the tokens of trusted issuers are accepted, which may have to be prepared. */
  readonly acceptsOtherIssuers: boolean;
  readonly trustProxy: boolean | readonly string[];
  /** Whether to offer GraphiQL, and Apollo Sandbox the CORS it needs. */
  readonly explorers: boolean;
  /** Whether to serve the console. */
  readonly console: boolean;
}

/** The origins of Apollo Sandbox, hosted and embedded in the landing page. */
const sandboxOrigins = ['https://studio.apollographql.com', 'https://sandbox.embed.apollographql.com'];

/** Creates the HTTP server, which does not listen yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  // Typed as Fastify's own logger, because with pino's type every plugin would have to be typed for pino.
  const logger: FastifyBaseLogger = options.log;
  const server = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // Fastify would create a logger per request, which is rarely used.
    childLoggerFactory: (log) => log,
    genReqId: () => randomUUID(),
    trustProxy: typeof options.trustProxy === 'boolean' ? options.trustProxy : [...options.trustProxy],
    bodyLimit: bodyLimitBytes,
    requestTimeout: 30_000,
    // A client that does not read its response must not keep its connection.
    connectionTimeout: 60_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: rejectUndecodableUrl,
    clientErrorHandler: rejectUnparsableRequest,
  });
  registerResponseHeaders(server, options.isClosing);
  rejectMalformedHosts(server);
  registerJsonBody(server);
  if (options.acceptsOtherIssuers) prepareTokens(server, options.authenticator);
  await registerCors(server, [...options.corsOrigins, ...(options.explorers ? sandboxOrigins : [])]);
  server.setErrorHandler<FastifyError>(createErrorHandler(options.log, options.isUnavailable));
  server.setNotFoundHandler((_request, reply) => sendNotFound(reply));
  const ownPaths = notePaths(server);
  registerOperationalRoutes(server, options);
  registerTokenVerificationRoutes(server, options);
  registerVerifyRoute(server, options);
  registerRevocationsRoute(server, options);
  registerGraphqlRoute(server, options);
  await registerTokenRoute(server, options);
  if (options.explorers) registerGraphiqlPage(server);
  if (options.console) registerConsole(server);
  await registerModuleRoutes(server, new Set(ownPaths), options);
  return server;
}
