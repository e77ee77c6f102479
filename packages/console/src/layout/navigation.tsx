import { useState } from 'react';
import { Link } from '../router/link';
import { useLocation } from '../router/location';
import { isAdministrator, session, useViewer } from '../session/session';
import { texts } from '../texts';
import { announce } from './announcements';
import { Brand } from './brand';

const accountPages = [
  ['/profile', texts.profile.title],
  ['/security', texts.security.title],
  ['/sessions', texts.sessions.title],
  ['/keys', texts.keys.title],
  ['/data', texts.data.title],
] as const;
const administrationPages = [
  ['/users', texts.users.title],
  ['/audit', texts.audit.title],
  ['/access', texts.access.title],
] as const;

/** The pages that the viewer may open. On a phone, behind a button. */
export function Navigation() {
  const viewer = useViewer();
  const [isOpen, setOpen] = useState(false);
  const groups = [
    [texts.navigation.account, accountPages],
    ...(isAdministrator(viewer) ? [[texts.navigation.administration, administrationPages] as const] : []),
  ] as const;

  async function signOut(): Promise<void> {
    await session.logout().catch(() => announce(texts.errors.notSignedOut));
  }

  return (
    <header className="sidebar">
      <Brand>
        <button
          type="button"
          className="button menu"
          aria-expanded={isOpen}
          aria-controls="navigation"
          onClick={() => setOpen(!isOpen)}
        >
          {texts.navigation.menu}
        </button>
      </Brand>
      <div id="navigation" className={isOpen ? 'navigation open' : 'navigation'}>
        <nav aria-label={texts.navigation.label}>
          {groups.map(([title, pages]) => (
            <PageList key={title} title={title} pages={pages} onFollow={() => setOpen(false)} />
          ))}
        </nav>
        <div className="who">
          <p>
            <strong>{viewer.name ?? viewer.email}</strong>
            {viewer.name !== null && <span>{viewer.email}</span>}
          </p>
          <button type="button" className="button" onClick={() => void signOut()}>
            {texts.navigation.signOut}
          </button>
        </div>
      </div>
    </header>
  );
}

interface PageListProps {
  readonly title: string;
  readonly pages: readonly (readonly [string, string])[];
  readonly onFollow: () => void;
}

function PageList({ title, pages, onFollow }: PageListProps) {
  const { path } = useLocation();
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {pages.map(([target, name]) => (
          <li key={target}>
            <Link to={target} current={path === target || path.startsWith(`${target}/`)} onFollow={onFollow}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
