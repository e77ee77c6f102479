/**
 * The engine's plugin for Apollo Server. It has the shape of an `ApolloServerPlugin` without importing Apollo Server.
 *
 * @module @graphward/authorization/apollo
 */
import type { DocumentNode, GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { requireExtension, type SchemaExtension } from './policy/schema-extension.js';
import { quotesSchema, redactRequestErrors } from './report/redact-request-errors.js';

/**
 * What the plugin reads of Apollo Server's request context when a response is about to be sent.
 *
 * @example
 * ```ts
 * const nameOf = ({ request }: ApolloResponseContext<Context>) => request.operationName ?? 'unnamed';
 * ```
 */
export interface ApolloResponseContext<TContext> {
  readonly contextValue: TContext;
  readonly document?: DocumentNode | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
  readonly request: {
    readonly operationName?: string | undefined;
    readonly variables?: Readonly<Record<string, unknown>> | undefined;
  };
  readonly response: {
    readonly body:
      | { readonly kind: 'single'; readonly singleResult: { errors?: readonly GraphQLFormattedError[] } }
      | { readonly kind: 'incremental' };
  };
}

/**
 * An `ApolloServerPlugin`, as far as this one goes.
 *
 * @example
 * ```ts
 * const plugin: ApolloAuthorizationPlugin<Context> = authorizationPlugin(schema);
 * ```
 */
export interface ApolloAuthorizationPlugin<TContext> {
  serverWillStart(service: { readonly schema: GraphQLSchema }): Promise<void>;
  requestDidStart(): Promise<{
    willSendResponse(requestContext: ApolloResponseContext<TContext>): Promise<void>;
  }>;
}

/**
 * Redacts the errors of requests that do not fit the schema: they name nothing that is hidden from the viewer.
 *
 * @param schema - from `withAuthorization`, and the one that the server serves. Its `viewer` option reads the viewer.
 * Without it the plugin takes the server's schema, for frameworks that build the schema themselves.
 * @throws Error if the schema does not enforce its directives; without `schema`, when the server starts
 *
 * @example
 * ```ts
 * const schema = withAuthorization(plainSchema, { viewer: ({ viewer }: Context) => viewer });
 * const server = new ApolloServer<Context>({ schema, introspection: true, plugins: [authorizationPlugin(schema)] });
 * ```
 */
export function authorizationPlugin<TContext>(schema?: GraphQLSchema): ApolloAuthorizationPlugin<TContext> {
  const expected = schema && requireExtension(schema, caller);
  let served: GraphQLSchema;
  let extension: SchemaExtension;
  // The same promises for all requests, because every request waits for them.
  const done = Promise.resolve();
  const hooks = Promise.resolve({ willSendResponse });
  return {
    serverWillStart: (service) => {
      served = service.schema;
      extension = requireExtension(served, caller);
      if (expected && extension !== expected) {
        throw new Error(
          `${caller}: the server serves another schema. Give both the result of withAuthorization.`,
        );
      }
      return Promise.resolve();
    },
    requestDidStart: () => hooks,
  };

  /** Synchronous, because Apollo Server calls the plugins side by side: those listed later see the redacted errors. */
  function willSendResponse(context: ApolloResponseContext<TContext>): Promise<void> {
    redactResponse(context);
    return done;
  }

  function redactResponse(context: ApolloResponseContext<TContext>): void {
    const { document, errors, request, response } = context;
    if (response.body.kind !== 'single' || !document || !errors?.some(isRequestError)) return;
    const { singleResult } = response.body;
    const roles = extension.rolesOf(context.contextValue);
    const redacted = redactRequestErrors(served, errors, { document, ...request, roles });
    // Apollo Server formats errors one by one and in order, so the positions correspond.
    const formatted = singleResult.errors ?? [];
    singleResult.errors = formatted.map((each, index) => {
      const [error, replacement] = [errors[index], redacted[index]];
      if (!error || !replacement || error === replacement || !isRequestError(error)) return each;
      return { ...each, message: replacement.message, ...withoutStack(each) };
    });
  }
}

const caller = 'authorizationPlugin';

/** Other plugins also report errors about the document, but with their own codes. */
function isRequestError(error: GraphQLError): boolean {
  const { code } = error.extensions;
  return (code === 'GRAPHQL_VALIDATION_FAILED' || code === 'BAD_USER_INPUT') && quotesSchema(error);
}

/** Outside production, Apollo Server adds a stack trace, which begins with the message. */
function withoutStack({ extensions }: GraphQLFormattedError): Pick<GraphQLFormattedError, 'extensions'> {
  if (!extensions) return {};
  return {
    extensions: Object.fromEntries(Object.entries(extensions).filter(([name]) => name !== 'stacktrace')),
  };
}
