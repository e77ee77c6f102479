import type { AccessToken } from './held-token.js';
import { isRecord } from './operation-error.js';

/** What the tabs of a browser tell each other about the session that they share. */
export type TabMessage =
  | { readonly type: 'token'; readonly token: AccessToken }
  | { readonly type: 'signed-out'; readonly sessionId: string | null };

/** The other tabs that use the same session, and the order in which all of them change it. */
export interface Tabs {
  /**
   * Runs one change of the session at a time, in all tabs.
   *
   * @param run receives whether another change ran just before, whose message may still be on its way
   */
  exclusively<Value>(run: (contended: boolean) => Promise<Value>): Promise<Value>;
  announce(message: TabMessage): void;
  /**
   * For a moment, lets the other tabs see that this one has a newer token, because they may see it before they get its message.
   * Resolves when they see it.
   */
  mark(requestedAt: number): Promise<void>;
  /** When the newest token was requested that a tab has marked; 0 if there is none. */
  newestMark(): Promise<number>;
  close(): void;
}

/** Longer than a change takes: a tab that hangs must not block the others, because the server tolerates a race. */
const lockTimeoutMs = 10_000;

/** How long a tab marks its token: as long as a message may take. Pages that hold a lock for long cannot be frozen. */
const markMs = 1_000;

interface Locks {
  request<Value>(
    name: string,
    options: { mode?: 'shared'; ifAvailable?: boolean; signal?: AbortSignal },
    run: (lock: object | null) => Promise<Value>,
  ): Promise<Value>;
  query(): Promise<{ held?: readonly { name?: string }[] }>;
}

/** @param name what the tabs that share the session have in common; null if no other tab shares it */
export function createTabs(name: string | null, onMessage: (message: TabMessage) => void): Tabs {
  const { navigator } = globalThis as { navigator?: { locks?: Locks } };
  const channel = name === null ? null : openChannel(name, onMessage);
  const locks = name === null ? undefined : navigator?.locks;
  const markPrefix = `${name}:token:`;
  return {
    exclusively: locks ? (run) => withLock(locks, name ?? '', run) : createQueue(),
    announce: (message) => channel?.postMessage(message),
    mark: async (requestedAt) => {
      if (locks) await holdFor(markMs, locks, `${markPrefix}${requestedAt}`);
    },
    newestMark: async () => {
      const { held = [] } = (await locks?.query().catch(() => null)) ?? {};
      const marks = held.map((lock) => lock.name ?? '').filter((each) => each.startsWith(markPrefix));
      return Math.max(0, ...marks.map((mark) => Number(mark.slice(markPrefix.length))));
    },
    close: () => channel?.close(),
  };
}

function openChannel(name: string, onMessage: (message: TabMessage) => void): BroadcastChannel | null {
  if (typeof BroadcastChannel === 'undefined') return null;
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: { data: unknown }) => {
    if (isRecord(data)) onMessage(data as unknown as TabMessage);
  };
  // In Node, an open channel must not keep the process alive.
  (channel as { unref?: () => void }).unref?.();
  return channel;
}

async function withLock<Value>(
  locks: Locks,
  name: string,
  run: (contended: boolean) => Promise<Value>,
): Promise<Value> {
  let running: Promise<Value> | undefined;
  const start = (contended: boolean) => (running = run(contended));
  try {
    await locks.request(name, { ifAvailable: true }, async (lock) => lock && start(false));
    if (!running) {
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(), lockTimeoutMs);
      await locks.request(name, { signal: timeout.signal }, () => {
        clearTimeout(timer);
        return start(true);
      });
    }
  } catch {
    // Locks are unavailable in some frames, and the wait is limited. An error of the change itself is in `running`.
  }
  running ??= run(true);
  return running;
}

/** Holds a lock for some time. Resolves as soon as it is held. */
function holdFor(milliseconds: number, locks: Locks, name: string): Promise<void> {
  return new Promise((resolve) => {
    const hold = () => {
      resolve();
      return new Promise<void>((release) => setTimeout(release, milliseconds));
    };
    locks.request(name, { mode: 'shared' }, hold).catch(() => resolve());
  });
}

function createQueue(): Tabs['exclusively'] {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return (run) => {
    const contended = waiting > 0;
    waiting += 1;
    const result = last.then(() => run(contended)).finally(() => (waiting -= 1));
    last = result.catch(() => undefined);
    return result;
  };
}
