import type { GraphQLRequestContextDidResolveOperation } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import type { GraphwardContext } from '../context.js';
import { AppError } from '../errors/index.js';

export type IsPublicOperation = (
  document: DocumentNode,
  operationName: string | undefined,
  variables: Record<string, unknown> | undefined,
) => boolean;

type ResolvedOperation = Pick<
  GraphQLRequestContextDidResolveOperation<GraphwardContext>,
  'contextValue' | 'document' | 'request'
>;

const messages = {
  TOKEN_MISSING: 'Sign in first.',
  TOKEN_EXPIRED: 'The access token has expired. Refresh it.',
  TOKEN_INVALID: 'The access token is invalid.',
  TOKEN_REVOKED: 'The access token was revoked. Sign in again.',
  TOKEN_STALE: 'The access token is out of date. Refresh it.',
} as const;

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
  throw rejectedViewerError(viewer.reason);
}

export function rejectedViewerError(reason: keyof typeof messages): AppError {
  return new AppError('UNAUTHENTICATED', messages[reason], { reason });
}
