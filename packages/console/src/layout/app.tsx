import type { SessionViewer } from '@graphward/client';
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { SignInPage } from '../pages/entrance/sign-in-page';
import { ForbiddenPage, NotFoundPage } from '../pages/missing-pages';
import { navigate, useLocation } from '../router/location';
import { matchRoute, type RouteMatch } from '../router/match-route';
import { routes } from '../routes';
import { isAdministrator, session, useSession } from '../session/session';
import { useFreshRoles } from '../session/use-fresh-roles';
import { texts } from '../texts';
import { Announcements } from './announcements';
import { Brand } from './brand';
import { Navigation } from './navigation';
import { OfflineBanner } from './offline-banner';
import { ReauthenticationDialog } from './reauthentication-dialog';

/** The console: the page of the current path, inside the layout for users or for visitors. */
export function App() {
  const { status, viewer } = useSession();
  const { path } = useLocation();
  const match = matchRoute(routes, path);
  const { audience } = match?.route ?? { audience: 'everybody' };
  const isVisitorsPage = path === '/' || audience === 'visitors';
  useFreshRoles();
  useFocusOnHeading(path, status);

  useEffect(() => {
    session.start().catch(() => undefined);
  }, []);
  useEffect(() => {
    if (status === 'signed-in' && isVisitorsPage) navigate('/profile', { replace: true });
  }, [status, isVisitorsPage]);

  if (status === 'starting') return <Starting />;
  return (
    <div className={viewer ? 'app' : 'app visitor'}>
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      {viewer ? (
        <Navigation />
      ) : (
        <header>
          <Brand />
        </header>
      )}
      <div className="column">
        <OfflineBanner />
        <main id="content" tabIndex={-1} key={`${viewer?.id ?? ''} ${path}`}>
          {pageFor(match, viewer, path)}
        </main>
        <Announcements />
      </div>
      <ReauthenticationDialog />
    </div>
  );
}

function pageFor(match: RouteMatch | null, viewer: SessionViewer | null, path: string): ReactNode {
  const audience = match?.route.audience;
  if (!viewer && (path === '/' || audience === 'users' || audience === 'administrators'))
    return <SignInPage />;
  if (!match) return <NotFoundPage />;
  if (audience === 'administrators' && !isAdministrator(viewer)) return <ForbiddenPage />;
  const { route, params } = match;
  return <route.Page params={params} />;
}

/** The first request takes a moment; without a connection, it is repeated. */
function Starting() {
  return (
    <div className="app visitor">
      <OfflineBanner />
      <p className="loading">{texts.loading}</p>
    </div>
  );
}

/** Moves the focus to the heading of a new page, as a browser does when it loads one. */
function useFocusOnHeading(path: string, status: string): void {
  const last = useRef(`${path} ${status}`);
  useLayoutEffect(() => {
    const current = `${path} ${status}`;
    if (last.current === current) return;
    const wasStarting = last.current.endsWith(' starting');
    last.current = current;
    if (wasStarting) return;
    scrollTo(0, 0);
    document.querySelector('h1')?.focus();
  }, [path, status]);
}
