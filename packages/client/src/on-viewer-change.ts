import type { Session } from './session.js';
import type { SessionViewer } from './session-viewer.js';

/**
 * Calls the listener when somebody signs in or out, in this tab or another, or when the viewer's roles, groups or scopes
 * change: what a cache contains is what the former viewer might see.
 *
 * @returns a function that ends the subscription
 *
 * @example
 * ```ts
 * onViewerChange(session, (viewer, former) => {
 *   if (viewer?.id !== former?.id) cache.clear();
 * });
 * ```
 */
export function onViewerChange(
  session: Pick<Session, 'subscribe' | 'snapshot'>,
  listener: (viewer: SessionViewer | null, former: SessionViewer | null) => void,
): () => void {
  let former = session.snapshot.viewer;
  return session.subscribe(() => {
    const { viewer } = session.snapshot;
    if (identityOf(viewer) === identityOf(former)) return;
    const before = former;
    former = viewer;
    listener(viewer, before);
  });
}

function identityOf(viewer: SessionViewer | null): string | null {
  return viewer && JSON.stringify([viewer.id, viewer.roles, viewer.groups, viewer.scopes]);
}
