import { AppError, type UnauthenticatedReason } from '../errors/index.js';
import type { UserViewer, Viewer } from './viewer.js';

const messages: Readonly<Record<UnauthenticatedReason, string>> = {
  TOKEN_MISSING: 'Sign in first.',
  TOKEN_EXPIRED: 'The access token has expired. Refresh it.',
  TOKEN_INVALID: 'The access token is invalid.',
  TOKEN_REVOKED: 'The access token was revoked. Sign in again.',
  TOKEN_STALE: 'The access token is out of date. Refresh it.',
};

/** The error for a request without a credential, or with one that is not valid. */
export function unauthenticatedError(reason: UnauthenticatedReason, message = messages[reason]): AppError {
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
  if (viewer.kind === 'rejected') throw unauthenticatedError(viewer.reason, viewer.message);
  throw unauthenticatedError('TOKEN_MISSING');
}
