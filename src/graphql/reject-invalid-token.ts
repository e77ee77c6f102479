import type { GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import type { GraphwardContext } from '../context.js';
import { unauthenticatedError } from '../identity/require-user.js';

export type IsPublicOperation = (
  document: DocumentNode,
  operationName: string | undefined,
  variables: Record<string, unknown> | undefined,
) => boolean;

type ResolvedOperation = Pick<
  GraphQLRequestContextDidResolveOperation<GraphwardContext>,
  'contextValue' | 'document' | 'request'
>;

/**
 * Rejects a request with an invalid token (RFC 6750 §3.1), unless all its root fields are public: a client that sends
 * an expired token must still be able to refresh it or to sign in.
 */
export function rejectInvalidToken(
  { contextValue: { viewer }, document, request }: ResolvedOperation,
  isPublicOperation: IsPublicOperation,
): void {
  if (viewer.kind !== 'rejected') return;
  if (isPublicOperation(document, request.operationName, request.variables)) return;
  throw unauthenticatedError(viewer.reason, viewer.message);
}
