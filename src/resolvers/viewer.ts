import { AppError } from '../errors/index.js';
import type { UserViewer, Viewer } from '../identity/viewer.js';

/** Returns the signed-in viewer. `@auth` on the field ensures that there is one. */
export function signedInViewer(viewer: Viewer): UserViewer {
  if (viewer.kind === 'user') return viewer;
  throw new AppError('UNAUTHENTICATED', 'Sign in first.', {
    reason: viewer.kind === 'rejected' ? viewer.reason : 'TOKEN_MISSING',
  });
}
