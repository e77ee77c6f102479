import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { GraphwardContext } from '../context.js';
import { createExecutor } from '../execution/create-executor.js';

type Gateway = ApolloServerOptionsWithGateway<GraphwardContext>['gateway'];

/** Each error about a variable quotes the whole value. */
const maxCoercionErrors = 5;

/** Makes Apollo Server execute operations with the server's executor. `gateway` is its option for another executor. */
export function executeOperations(schema: GraphQLSchema): Gateway {
  const execute = createExecutor(schema, { maxCoercionErrors });
  return {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ document, request, context }) =>
          execute({
            document,
            operationName: request.operationName,
            contextValue: context,
            variableValues: request.variables,
          }),
      }),
    stop: () => Promise.resolve(),
  };
}
