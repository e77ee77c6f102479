import { requireUser } from '../identity/require-user.js';
import type { UserViewer, Viewer } from '../identity/viewer.js';

/** Returns the signed-in viewer. `@auth` on the field ensures that there is one. */
export function signedInViewer(viewer: Viewer): UserViewer {
  return requireUser({ viewer });
}
