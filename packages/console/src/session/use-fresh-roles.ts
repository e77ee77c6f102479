import { useEffect } from 'react';
import { MyRolesDocument } from '../generated/graphql';
import { session } from './session';

const intervalMs = 30_000;

/**
 * Notices a change of the viewer's roles or the end of the session without another action: asks the server when the tab
 * becomes visible, and regularly. A rejected token makes the session refresh, which changes its viewer.
 */
export function useFreshRoles(): void {
  useEffect(() => {
    const ask = () => {
      if (document.visibilityState === 'visible' && session.viewer)
        session.execute(MyRolesDocument, {}).catch(() => undefined);
    };
    const timer = setInterval(ask, intervalMs);
    document.addEventListener('visibilitychange', ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, []);
}
