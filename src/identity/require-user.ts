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

/**
 * Requires that the viewer has an account of this server.
 *
 * @throws AppError FORBIDDEN for a service, and for a user of a trusted issuer without one
 */
export function requireAccount(viewer: UserViewer): UserViewer {
  if (viewer.hasAccount) return viewer;
  if (viewer.isService)
    throw new AppError(
      'FORBIDDEN',
      'This requires a signed-in user. The access token belongs to an API key.',
    );
  throw new AppError(
    'FORBIDDEN',
    'This requires an account of this server. The access token was signed by another issuer, and its user has none.',
  );
}

/**
 * Requires a token of this server, for what concerns the session, the password and the address of an account.
 *
 * @throws AppError FORBIDDEN for a token of a trusted issuer
 */
export function requireOwnToken(viewer: UserViewer): UserViewer {
  if (viewer.issuer === null) return viewer;
  throw new AppError(
    'FORBIDDEN',
    'This requires a session of this server. The access token was signed by another issuer: sign in or out there.',
  );
}
