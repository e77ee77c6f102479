import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { GraphwardContext } from '../context.js';

/** Refuses subscriptions: a single HTTP answer can deliver none, and running one as a query would not be it. */
export function refuseSubscription(): ApolloServerPlugin<GraphwardContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ operation }) => {
          if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return Promise.resolve();
          return Promise.reject(
            new GraphQLError('Subscriptions are not served over HTTP.', {
              extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
            }),
          );
        },
      }),
  };
}
