import { createTabs, type Tabs } from '../../src/tabs.js';

type Run = (lock: object | null) => Promise<unknown>;

/** What the Web Locks API specifies, for one lock. Chromium's own is used in the tests with real tabs. */
class LockManager {
  private last: Promise<unknown> = Promise.resolve();
  private held = 0;

  request(
    _name: string,
    { ifAvailable, signal }: { ifAvailable?: boolean; signal?: AbortSignal },
    run: Run,
  ): Promise<unknown> {
    if (ifAvailable && this.held > 0) return run(null);
    this.held += 1;
    const granted = this.last.then(() => {
      if (signal?.aborted) throw new DOMException('Aborted', 'AbortError');
      return run({});
    });
    const result = granted.finally(() => (this.held -= 1));
    this.last = result.catch(() => undefined);
    return result;
  }
}

const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
const opened: Tabs[] = [];

function open(locks: unknown, name: string | null = 'tabs'): Tabs {
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
  const tabs = createTabs(name, () => undefined);
  opened.push(tabs);
  return tabs;
}

afterEach(() => {
  for (const tabs of opened.splice(0)) tabs.close();
  if (navigator) Object.defineProperty(globalThis, 'navigator', navigator);
  else Reflect.deleteProperty(globalThis, 'navigator');
});

const forbidden = { request: () => Promise.reject(new Error('SecurityError')) };

it.each([
  ['with Web Locks', new LockManager()],
  ['without Web Locks', undefined],
  ['where locks are forbidden', forbidden],
])('returns what a change returns, and throws what it throws, %s', async (_where, locks) => {
  const tabs = open(locks);
  expect(await tabs.exclusively(() => Promise.resolve(1))).toBe(1);
  await expect(tabs.exclusively(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await tabs.exclusively(() => Promise.resolve(2))).toBe(2);
});

it.each([
  ['with Web Locks', new LockManager()],
  ['without Web Locks', undefined],
])('runs one change after the other, and says which had to wait, %s', async (_where, locks) => {
  const tabs = open(locks);
  const events: string[] = [];
  const change = (id: string) => async (contended: boolean) => {
    events.push(`${id} starts${contended ? ' later' : ''}`);
    await Promise.resolve();
    events.push(`${id} ends`);
  };
  await Promise.all(['a', 'b', 'c'].map((id) => tabs.exclusively(change(id))));
  expect(events).toEqual(['a starts', 'a ends', 'b starts later', 'b ends', 'c starts later', 'c ends']);
});

it('runs a change after all if another tab keeps the lock', async () => {
  jest.useFakeTimers();
  const stuck = {
    request: (
      _name: string,
      { ifAvailable, signal }: { ifAvailable?: boolean; signal?: AbortSignal },
      run: Run,
    ) =>
      ifAvailable
        ? run(null)
        : new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () => reject(signal.reason as Error));
          }),
  };
  const result = open(stuck).exclusively(() => Promise.resolve('done'));
  await jest.advanceTimersByTimeAsync(10_000);
  expect(await result).toBe('done');
  jest.useRealTimers();
});

it('passes messages to other tabs of the same name', async () => {
  const received = new Promise((resolve) => {
    opened.push(createTabs('messages', resolve));
  });
  open(undefined, 'others').announce({ type: 'signed-out', sessionId: 'other' });
  open(undefined, 'messages').announce({ type: 'signed-out', sessionId: '1' });
  expect(await received).toEqual({ type: 'signed-out', sessionId: '1' });
});

it('works without other tabs', async () => {
  const tabs = open(undefined, null);
  tabs.announce({ type: 'signed-out', sessionId: null });
  expect(await tabs.exclusively((contended) => Promise.resolve(contended))).toBe(false);
});
