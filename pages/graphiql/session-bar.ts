import { type Session, SessionError } from '@graphward/client';
import { part } from './part.js';
import { openSignInDialog } from './sign-in-dialog.js';

/** Shows who is signed in, with a button to sign in or out. */
export function showSessionBar(session: Session): void {
  const status = part('session-status', HTMLElement);
  const button = part('session-button', HTMLButtonElement);

  function show(): void {
    const { status: state, viewer, online } = session.snapshot;
    const who = viewer
      ? `${viewer.email ?? viewer.id}: ${viewer.roles.join(', ') || 'no roles'}`
      : 'Not signed in';
    status.textContent = online ? who : `${who}. The server does not respond.`;
    button.textContent = viewer ? 'Sign out' : 'Sign in';
    button.hidden = state === 'starting';
  }

  button.onclick = () => {
    if (session.viewer) void session.logout().catch((error: unknown) => sayWhy(status, error));
    else void openSignInDialog({ title: 'Sign in', onSubmit: (credentials) => session.login(credentials) });
  };
  session.subscribe(show);
  show();
}

function sayWhy(status: HTMLElement, error: unknown): void {
  status.textContent = error instanceof SessionError ? error.message : String(error);
}
