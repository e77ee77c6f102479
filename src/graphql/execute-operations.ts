import {
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  type GraphQLRequestListener,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { GraphwardContext } from '../context.js';
import { createExecutor } from '../execution/create-executor.js';
import { overrideMethod } from '../modules/index.js';

type Plugin = ApolloServerPlugin<GraphwardContext>;
type ResolvedRequest = Parameters<
  NonNullable<GraphQLRequestListener<GraphwardContext>['responseForOperation']>
>[0];

/** How Apollo Server executes operations with the server's executor. */
export interface OperationExecution {
  /** A hook that executes an operation. It responds if nothing failed, and otherwise leaves the response to Apollo Server. */
  readonly responseForOperation: (request: ResolvedRequest) => Promise<GraphQLResponse | null>;
  /** Apollo Server's option for another executor. */
  readonly gateway: ApolloServerOptionsWithGateway<GraphwardContext>['gateway'];
  /**
   * Prepares a plugin of a module. Where it takes part in the execution, only `gateway` executes. Those of Apollo Server's
   * own plugins that do so must stay disabled.
   */
  readonly respectHooks: (plugin: Plugin) => Plugin;
}

/** Each error about a variable quotes the whole value. */
const maxCoercionErrors = 5;

/**
 * Connects the executor with Apollo Server.
 *
 * `gateway` would be enough, but with it Apollo Server creates an object with accessors for each request, and V8 keeps
 * everything that they refer to until the next full collection: requests took 1.3 times as long. Operations are therefore
 * executed in a hook. If an operation has errors, Apollo Server goes on with `gateway`, which takes the result from the hook, so that
 * errors are reported and formatted as always.
 */
export function executeOperations(schema: GraphQLSchema): OperationExecution {
  const execute = createExecutor(schema, { maxCoercionErrors });
  const withHooks = new WeakSet<object>();
  /** Of operations with errors, by their metrics, which Apollo Server creates for each request and also gives to `gateway`. */
  const results = new WeakMap<object, Promise<ExecutionResult>>();

  const run = async ({ document, request, contextValue }: ExecutedRequest): Promise<ExecutionResult> =>
    execute({
      document,
      operationName: request.operationName,
      contextValue,
      variableValues: request.variables,
    });

  return {
    responseForOperation: async (request) => {
      if (withHooks.has(request)) return null;
      const result = run(request);
      const { data, errors } = await result.catch(() => failed);
      if (data && !errors) return { http, body: { kind: 'single', singleResult: { data } } };
      results.set(request.metrics, result);
      return null;
    },
    gateway: {
      onSchemaLoadOrUpdate: (callback) => {
        callback({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => undefined;
      },
      load: () =>
        Promise.resolve({
          executor: ({ document, request, context, metrics }) => {
            const result = results.get(metrics);
            results.delete(metrics);
            return result ?? run({ document, request, contextValue: context as GraphwardContext });
          },
        }),
      stop: () => Promise.resolve(),
    },
    respectHooks: (plugin) => {
      const requestDidStart: Plugin['requestDidStart'] = async (request) => {
        const hooks = await plugin.requestDidStart?.(request);
        if (hooks?.executionDidStart || hooks?.responseForOperation) withHooks.add(request);
        return hooks;
      };
      return plugin.requestDidStart ? overrideMethod(plugin, 'requestDidStart', requestDidStart) : plugin;
    },
  };
}

type ExecutedRequest = Pick<ResolvedRequest, 'document' | 'contextValue'> & {
  readonly request: Pick<GraphQLRequestContext<GraphwardContext>['request'], 'operationName' | 'variables'>;
};

const failed: ExecutionResult = {};

/** Apollo Server copies it into its own response, where further headers are set. */
const http = { headers: new HeaderMap() };
