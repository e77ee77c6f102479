import { createSession, type SessionSnapshot, type SessionViewer } from '@graphward/client';
import { useSyncExternalStore } from 'react';
import { askForCredentials } from './reauthentication';

/** The session of this browser. The refresh token is in the server's cookie, which scripts cannot read. */
export const session = createSession({ url: '/graphql', onReauthenticate: askForCredentials });

/** The session's state. The component renders again when it changes. */
export function useSession(): SessionSnapshot {
  return useSyncExternalStore(session.subscribe, () => session.snapshot);
}

/** The signed-in user, on pages that only users see. */
export function useViewer(): SessionViewer {
  const { viewer } = useSession();
  if (!viewer) throw new Error('Only pages for users may use the viewer.');
  return viewer;
}

/** Whether to show the pages for administrators. The server decides what they contain. */
export function isAdministrator(viewer: SessionViewer | null): boolean {
  return viewer?.roles.includes('ADMIN') ?? false;
}
