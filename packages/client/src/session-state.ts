import { type AccessToken, type HeldToken, hold } from './held-token.js';
import { isSame } from './is-same.js';
import type { SessionViewer } from './session-viewer.js';

/**
 * What is known about a session at one moment.
 *
 * @example
 * ```ts
 * const { status, viewer, online }: SessionSnapshot = session.snapshot;
 * ```
 */
export interface SessionSnapshot {
  /** `starting` until the first refresh has shown whether somebody is signed in. */
  readonly status: 'starting' | 'signed-in' | 'signed-out';
  readonly viewer: SessionViewer | null;
  /** False after a request that got no response, or one that the server is unavailable, until the next response. */
  readonly online: boolean;
}

/** The token in use and the snapshot that follows from it. */
export interface SessionState {
  readonly snapshot: SessionSnapshot;
  readonly token: HeldToken | null;
  readonly subscribe: (listener: () => void) => () => void;
  /** Calls the listener whenever `token` changes, which need not change the snapshot. */
  onToken(listener: () => void): () => void;
  /** @returns false if the token belongs to a session that has ended, as in a response that arrives after signing out */
  signIn(token: AccessToken): boolean;
  signOut(): void;
  readonly setOnline: (online: boolean) => void;
}

export function createSessionState(status: 'starting' | 'signed-out'): SessionState {
  let snapshot: SessionSnapshot = { status, viewer: null, online: true };
  let token: HeldToken | null = null;
  let endedSession: string | null = null;
  const listeners = createListeners();
  const tokenListeners = createListeners();

  function setToken(newToken: HeldToken | null): void {
    token = newToken;
    tokenListeners.notify();
  }

  function update(change: Partial<SessionSnapshot>): void {
    const next = { ...snapshot, ...change };
    if (isSame(next.viewer, snapshot.viewer)) next.viewer = snapshot.viewer;
    if (isSame(next, snapshot)) return;
    snapshot = next;
    listeners.notify();
  }

  return {
    get snapshot() {
      return snapshot;
    },
    get token() {
      return token;
    },
    subscribe: listeners.add,
    onToken: tokenListeners.add,
    signIn: (newToken) => {
      const { viewer } = newToken;
      if (viewer.sessionId !== null && viewer.sessionId === endedSession) return false;
      setToken(hold(newToken));
      update({ status: 'signed-in', viewer });
      return true;
    },
    signOut: () => {
      endedSession = token?.viewer.sessionId ?? endedSession;
      setToken(null);
      update({ status: 'signed-out', viewer: null });
    },
    setOnline: (online) => update({ online }),
  };
}

function createListeners() {
  const listeners = new Set<() => void>();
  return {
    add: (listener: () => void) => {
      // A function of its own, so that the same listener can be added twice.
      const entry = () => listener();
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    notify: () => {
      for (const listener of [...listeners]) call(listener);
    },
  };
}

/** An error of a listener is reported like one of an event handler; it must not fail a sign-in. */
function call(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
