import { requireAccount, requireOwnToken, requireUser } from '../identity/require-user.js';
import type { UserViewer, Viewer } from '../identity/viewer.js';

/** Returns the signed-in viewer, a user or a service. `@auth` on the field ensures that there is one. */
export function signedInViewer(viewer: Viewer): UserViewer {
  return requireUser({ viewer });
}

/**
 * Returns the signed-in user, who has an account.
 *
 * @throws AppError FORBIDDEN if the viewer is a service, or a trusted issuer's user without an account
 */
export function signedInUser(viewer: Viewer): UserViewer {
  return requireAccount(signedInViewer(viewer));
}

/**
 * Returns the signed-in user, who has a session of this server.
 *
 * @throws AppError FORBIDDEN if the viewer is a service, or a user of a trusted issuer
 */
export function viewerWithSession(viewer: Viewer): UserViewer {
  return requireOwnToken(signedInUser(viewer));
}
