import { GraphQLError, type OperationDefinitionNode, OperationTypeNode } from 'graphql';

/** Rejects a subscription, which a single HTTP response cannot deliver. */
export function rejectSubscription(operation: OperationDefinitionNode | undefined): void {
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
  throw new GraphQLError('Subscriptions are not supported over HTTP.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
  });
}
