import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from '../observability/logger.js';
import type { SecurityEvents } from '../observability/security-events.js';
import { createApolloLogger } from './apollo-logger.js';
import type { GraphwardContext } from '../context.js';
import { finishAnswer } from './finish-response.js';
import { createErrorFormatter } from './format-error.js';
import { limitDocuments } from './limits/limit-documents.js';
import type { QueryLimits } from './limits/query-limits.js';
import { type RedactErrors, redactSchema } from './redact-schema.js';
import { type IsPublicOperation, refuseRejectedViewer } from './reject-invalid-token.js';
import { rejectIllFormedText } from './reject-ill-formed-text.js';
import { refuseSubscription } from './reject-subscription.js';
import { sandboxPage } from './sandbox-page.js';

export interface ApolloServerOptions {
  readonly schema: GraphQLSchema;
  readonly isPublicOperation: IsPublicOperation;
  readonly redactErrors: RedactErrors;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly events: SecurityEvents;
  readonly log: Logger;
  readonly limits: QueryLimits;
  /** Whether a browser that opens the endpoint gets Apollo Sandbox. */
  readonly sandbox: boolean;
}

/** Apollo Server with everything switched off that Graphward does itself or that nobody asked for. */
export function createApolloServer(options: ApolloServerOptions): ApolloServer<GraphwardContext> {
  const documents = limitDocuments(options.schema, options.limits);
  const plugins: ApolloServerPlugin<GraphwardContext>[] = [
    // First, so that a document beyond the limits is rejected for that and nothing else.
    documents.plugin,
    refuseRejectedViewer(options.isPublicOperation),
    refuseSubscription(),
    rejectIllFormedText(),
    // Before finishAnswer: both rewrite the response's errors in willSendResponse, which runs in the order of this list.
    // Redacted afterwards, a message would replace the one that finishAnswer has shortened.
    redactSchema(options.redactErrors),
    finishAnswer(options.events, options.isUnavailable),
    // Instruments every field of the schema for a cache that must not hold protected data anyway.
    ApolloServerPluginCacheControlDisabled(),
    options.sandbox ? sandboxPage() : ApolloServerPluginLandingPageDisabled(),
  ];
  return new ApolloServer<GraphwardContext>({
    schema: options.schema,
    plugins,
    documentStore: documents.store,
    formatError: createErrorFormatter(options.isUnavailable),
    // What a viewer may see of the schema is the engine's to decide.
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    // What suggestions may name is the viewer's to decide, in redactSchema.
    hideSchemaDetailsFromClientErrors: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // Each error costs a search for the lines and columns of its locations.
    validationOptions: { maxErrors: 20 },
    // Each error of a variable quotes the whole value.
    executionOptions: { maxCoercionErrors: 5 },
    parseOptions: { maxLexicalTokens: options.limits.maxTokens },
    logger: createApolloLogger(options.log),
  });
}
