import { useSyncExternalStore } from 'react';
import { useLocation } from '../router/location';
import { texts } from '../texts';

/** A message, and the page that it belongs to. */
interface Announcement {
  readonly text: string;
  readonly pathname: string;
}

const none: Announcement = { text: '', pathname: '' };
let latest = none;
const listeners = new Set<() => void>();

function set(announcement: Announcement): void {
  latest = announcement;
  for (const listener of listeners) listener();
}

/** Shows a message on the current page until the next one, and reads it out. */
export function announce(text: string): void {
  set({ text, pathname: location.pathname });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where messages appear. It is always in the page, because screen readers follow only regions that they know. */
export function Announcements() {
  useLocation();
  const { text, pathname } = useSyncExternalStore(subscribe, () => latest);
  const isShown = text !== '' && pathname === location.pathname;
  return (
    <div className={isShown ? 'announcements shown' : 'announcements'}>
      <div role="status">{isShown && text}</div>
      {isShown && (
        <button type="button" className="button quiet" onClick={() => set(none)}>
          {texts.dismiss}
        </button>
      )}
    </div>
  );
}
