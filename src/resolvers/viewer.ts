import { AppError } from '../errors/index.js';
import { requireUser } from '../identity/require-user.js';
import type { UserViewer, Viewer } from '../identity/viewer.js';

/** Returns the signed-in viewer, a user or a service. `@auth` on the field ensures that there is one. */
export function signedInViewer(viewer: Viewer): UserViewer {
  return requireUser({ viewer });
}

/**
 * Returns the signed-in user.
 *
 * @throws AppError FORBIDDEN if the viewer is a service, which has no account
 */
export function signedInUser(viewer: Viewer): UserViewer {
  const user = signedInViewer(viewer);
  if (!user.isService) return user;
  throw new AppError('FORBIDDEN', 'This requires a signed-in user. The access token belongs to an API key.');
}
