import type { Session } from './session.js';
import type { SessionViewer } from './session-viewer.js';

/**
 * Calls the listener when somebody signs in or out, in this tab or another, or when the viewer's roles change: what a cache
 * holds belongs to the former viewer.
 *
 * @returns a function that ends the subscription
 *
 * @example
 * ```ts
 * onViewerChange(session, () => void client.resetStore());
 * ```
 */
export function onViewerChange(
  session: Pick<Session, 'subscribe' | 'snapshot'>,
  listener: (viewer: SessionViewer | null) => void,
): () => void {
  const identity = () => {
    const { viewer } = session.snapshot;
    return viewer && JSON.stringify([viewer.id, viewer.roles, viewer.groups, viewer.scopes]);
  };
  let last = identity();
  return session.subscribe(() => {
    const now = identity();
    if (now === last) return;
    last = now;
    listener(session.snapshot.viewer);
  });
}
