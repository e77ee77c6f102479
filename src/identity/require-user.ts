import { AppError, type UnauthenticatedReason } from '../errors/index.js';
import type { AnonymousViewer, RejectedViewer, UserViewer, Viewer } from './viewer.js';

const messages: Readonly<Record<UnauthenticatedReason, string>> = {
  TOKEN_MISSING: 'Sign in first.',
  TOKEN_EXPIRED: 'The access token has expired. Refresh it.',
  TOKEN_INVALID: 'The access token is invalid.',
  TOKEN_REVOKED: 'The access token was revoked. Sign in again.',
  TOKEN_STALE: 'The access token is out of date. Refresh it.',
};

/** The error for a viewer who is not signed in: without a credential, or with one that is not valid. */
export function unauthenticatedError(viewer: AnonymousViewer | RejectedViewer): AppError {
  const { reason, message = messages[reason] }: Omit<RejectedViewer, 'kind'> =
    viewer.kind === 'rejected' ? viewer : { reason: 'TOKEN_MISSING' };
  return new AppError('UNAUTHENTICATED', message, { reason });
}

/**
 * Returns the signed-in viewer. In a resolver of a field with `@auth` there is always one, which TypeScript cannot know.
 *
 * @param context of a request
 * @throws AppError UNAUTHENTICATED with the reason if nobody is signed in
 *
 * @example
 * ```ts
 * const createIssue = (_root: unknown, { title }: { title: string }, context: GraphwardContext) =>
 *   issues.insert({ title, authorId: requireUser(context).id });
 * ```
 */
export function requireUser({ viewer }: { readonly viewer: Viewer }): UserViewer {
  if (viewer.kind === 'user') return viewer;
  throw unauthenticatedError(viewer);
}
