import type { ApolloServerPlugin } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import type { GraphwardContext } from '../context.js';
import { AppError } from '../errors/index.js';

export type IsPublicOperation = (
  document: DocumentNode,
  operationName: string | undefined,
  variables: Record<string, unknown> | undefined,
) => boolean;

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
  isPublicOperation: IsPublicOperation,
): ApolloServerPlugin<GraphwardContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ contextValue: { viewer }, document, request }) => {
          if (viewer.kind !== 'rejected') return Promise.resolve();
          if (isPublicOperation(document, request.operationName, request.variables)) return Promise.resolve();
          return Promise.reject(rejectedViewerError(viewer.reason));
        },
      }),
  };
}

export function rejectedViewerError(reason: keyof typeof messages): AppError {
  return new AppError('UNAUTHENTICATED', messages[reason], { reason });
}
