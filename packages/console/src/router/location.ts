import { useSyncExternalStore } from 'react';

/** Where the server serves the console: `/console`. */
export const basePath = import.meta.env.BASE_URL.replace(/\/$/, '');

/** The part of the address that the console's router uses. */
export interface ConsoleLocation {
  /** Below `/console`, for example `/users`. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const listeners = new Set<() => void>();
const notify = () => {
  for (const listener of listeners) listener();
};
addEventListener('popstate', notify);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The current location. The component renders again when it changes. */
export function useLocation(): ConsoleLocation {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search);
  const { pathname, searchParams } = new URL(address, location.origin);
  return { path: pathname.slice(basePath.length).replace(/\/$/, '') || '/', query: searchParams };
}

/**
 * Goes to another page, or to the same one with other filters.
 *
 * @param target a path below `/console`, which may have a query
 * @param replace whether the browser's back button skips the page that is left
 */
export function navigate(target: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', basePath + target);
  notify();
}

/** A path with a query, without the empty values. */
export function pathWith(path: string, query: Readonly<Record<string, string>>): string {
  const filled = Object.entries(query).filter(([, value]) => value !== '');
  return filled.length > 0 ? `${path}?${new URLSearchParams(filled).toString()}` : path;
}
