import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { authorizationPlugin } from '@graphward/authorization/apollo';
import type { GraphQLSchema } from 'graphql';
import type { GraphwardContext } from '../context.js';
import type { Logger } from '../observability/logger.js';
import type { SecurityEvents } from '../observability/security-events.js';
import { createApolloLogger } from './apollo-logger.js';
import { executeOperations } from './execute-operations.js';
import { createErrorFormatter } from './format-error.js';
import { limitDocuments } from './limits/limit-documents.js';
import type { QueryLimits } from './limits/query-limits.js';
import type { IsPublicOperation } from './reject-invalid-token.js';
import { requestSteps } from './request-steps.js';
import { sandboxPage } from './sandbox-page.js';

export interface ApolloServerOptions {
  readonly schema: GraphQLSchema;
  readonly isPublicOperation: IsPublicOperation;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly events: SecurityEvents;
  readonly log: Logger;
  readonly limits: QueryLimits;
  /** Whether a browser that opens the endpoint gets Apollo Sandbox. */
  readonly sandbox: boolean;
  /** Further plugins, of modules. */
  readonly plugins?: readonly ApolloServerPlugin<GraphwardContext>[];
}

/** Creates an Apollo Server without the features that Graphward replaces or does not offer. */
export function createApolloServer(options: ApolloServerOptions): ApolloServer<GraphwardContext> {
  const documents = limitDocuments(options.schema, options.limits);
  const execution = executeOperations(options.schema);
  const plugins: ApolloServerPlugin<GraphwardContext>[] = [
    // The engine's plugin must come first. Both rewrite the response's errors in willSendResponse, which runs the plugins
    // in this order. The engine's starts from the full messages, so it would undo the truncation.
    authorizationPlugin(options.schema),
    requestSteps({ ...options, documents, execution }),
    // It would instrument every field for a cache, which must not store protected data.
    ApolloServerPluginCacheControlDisabled(),
    // APOLLO_KEY and the like in the environment must not send data about requests to Apollo's servers.
    ApolloServerPluginUsageReportingDisabled(),
    ApolloServerPluginSchemaReportingDisabled(),
    ApolloServerPluginInlineTraceDisabled(),
    options.sandbox ? sandboxPage() : ApolloServerPluginLandingPageDisabled(),
    ...(options.plugins ?? []).map(execution.respectHooks),
  ];
  return new ApolloServer<GraphwardContext>({
    gateway: execution.gateway,
    plugins,
    documentStore: documents.store,
    formatError: createErrorFormatter(options.isUnavailable),
    // The engine restricts introspection to what the viewer may use.
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    // The engine's plugin removes what the viewer may not see.
    hideSchemaDetailsFromClientErrors: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // For each error, graphql-js searches the source for lines and columns.
    validationOptions: { maxErrors: 10 },
    parseOptions: { maxLexicalTokens: options.limits.maxTokens },
    logger: createApolloLogger(options.log),
  });
}
