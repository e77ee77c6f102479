import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { GraphwardContext } from '../context.js';

/** Rejects subscriptions, which a single HTTP response cannot deliver. */
export function rejectSubscription(): ApolloServerPlugin<GraphwardContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ operation }) => {
          if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return Promise.resolve();
          return Promise.reject(
            new GraphQLError('Subscriptions are not supported over HTTP.', {
              extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
            }),
          );
        },
      }),
  };
}
