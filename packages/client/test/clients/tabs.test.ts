import { createSession, type RefreshTokenStorage, type Session } from '@graphward/client';
import { createTestClock } from '../../../../test/support/clock.js';
import { eventually } from '../../../../test/support/eventually.js';
import { useGraphward } from '../../../../test/support/graphward.js';
import { clocks } from '../../src/clocks.js';
import { createNetwork, type Network } from './network.js';

const clock = createTestClock();
const graphward = useGraphward({ clock });
const accessTokenTtl = 600;
const me = 'query Me { me { id } }';

const opened: Session[] = [];
afterEach(() => {
  for (const session of opened.splice(0)) session.close();
});

/** A browser of its own: its tabs share a cookie, and nothing with other browsers. */
function createBrowser() {
  let cookie: string | undefined;
  const withCookie =
    (send: typeof fetch): typeof fetch =>
    async (input, init) => {
      const request = new Request(input, init);
      expect(request.credentials).toBe(init?.credentials);
      request.headers.set('origin', graphward.url);
      if (cookie !== undefined && request.credentials === 'include') request.headers.set('cookie', cookie);
      const response = await send(request);
      const [set] = response.headers.getSetCookie();
      if (set !== undefined) cookie = set.includes('=;') ? undefined : set.split(';', 1)[0];
      return response;
    };
  return {
    get cookie() {
      return cookie;
    },
    openTab: (name: string): { tab: Session; network: Network } => {
      const network = createNetwork();
      // The name keeps the browsers of other tests apart, which run in this process.
      const url = `${graphward.url}/graphql?${name}`;
      const tab = createSession({ url, storage: 'cookie', fetch: withCookie(network.fetch) });
      opened.push(tab);
      return { tab, network };
    },
  };
}

const statusOf = ({ snapshot }: Session) => snapshot.status;

it('starts without a session', async () => {
  const { tab } = createBrowser().openTab('none');
  expect(statusOf(tab)).toBe('starting');
  expect(await tab.start()).toBeNull();
  expect(statusOf(tab)).toBe('signed-out');
});

it('keeps the refresh token in the cookie only, and continues after a reload', async () => {
  const alice = await graphward.signUp('alice');
  const browser = createBrowser();
  const { tab } = browser.openTab('reload');
  await tab.login(alice);
  expect(browser.cookie).toMatch(/^__Host-graphward-refresh=./);
  tab.close();

  const { tab: reloaded, network } = browser.openTab('reload');
  expect(await reloaded.execute(me)).toMatchObject({ data: { me: { id: alice.id } } });
  expect(network.sent).toEqual(['Refresh', 'Me']);
  expect(reloaded.viewer?.email).toBe(alice.email);
});

it('registers with the cookie', async () => {
  const browser = createBrowser();
  const { tab } = browser.openTab('register');
  await tab.register({ email: 'cookie@example.com', password: 'four words make one' });
  tab.close();
  expect(await browser.openTab('register').tab.start()).toMatchObject({ email: 'cookie@example.com' });
});

it('signs the other tabs in and out', async () => {
  const alice = await graphward.signUp('alice');
  const bob = await graphward.signUp('bob');
  const browser = createBrowser();
  const { tab: first } = browser.openTab('both');
  const { tab: second, network } = browser.openTab('both');
  await Promise.all([first.start(), second.start()]);
  network.sent.length = 0;

  await first.login(alice);
  await eventually(() => expect(second.viewer?.id).toBe(alice.id));
  await second.login(bob);
  await eventually(() => expect(first.viewer?.id).toBe(bob.id));
  await first.logout();
  await eventually(() => expect(statusOf(second)).toBe('signed-out'));

  expect(network.sent).not.toContain('Refresh');
  expect(browser.cookie).toBeUndefined();
});

it('shares a token that one tab refreshed', async () => {
  const alice = await graphward.signUp('alice');
  const browser = createBrowser();
  const { tab: first } = browser.openTab('share');
  const { tab: second, network } = browser.openTab('share');
  await first.login(alice);
  await eventually(() => expect(second.viewer?.id).toBe(alice.id));
  clock.advance(accessTokenTtl + 1);
  await first.execute(me);
  const used = network.tokens.length;

  await eventually(async () => {
    network.sent.length = 0;
    expect((await second.execute(me)).errors).toEqual([]);
    expect(network.sent).toEqual(['Me']);
  });
  expect(network.tokens.length).toBeGreaterThan(used);
});

it("sends an operation as the user who started it, even if the cookie is another user's by now", async () => {
  const [alice, bob] = [await graphward.signUp('alice'), await graphward.signUp('bob')];
  const browser = createBrowser();
  const { tab: first } = browser.openTab('first');
  // Without a channel between the two, as in a browser that lacks it.
  const { tab: second } = browser.openTab('second');
  await first.login(alice);
  await second.login(bob);
  jest.spyOn(clocks, 'day').mockImplementation(() => Date.now() + accessTokenTtl * 900);

  const { data } = await first.execute(
    'mutation Rename { updateProfile(input: { name: "Changed" }) { id } }',
  );

  expect(data).toEqual({ updateProfile: { id: alice.id } });
  expect(first.viewer).toMatchObject({ id: bob.id, name: 'bob' });
  jest.restoreAllMocks();
});

it('is not revived by a message about a session that has ended', async () => {
  const alice = await graphward.signUp('alice');
  const browser = createBrowser();
  const { tab: first } = browser.openTab('revive');
  const name = `graphward:${first.url}:cookie`;
  const received: unknown[] = [];
  const listening = new BroadcastChannel(name);
  listening.onmessage = ({ data }: { data: unknown }) => received.push(data);
  await first.login(alice);
  await eventually(() => expect(received).toHaveLength(1));
  await first.logout();

  // What a tab sends that refreshed at the same time.
  const { tab: witness } = browser.openTab('revive');
  listening.postMessage(received[0]);
  await eventually(() => expect(statusOf(witness)).toBe('signed-in'));

  expect(statusOf(first)).toBe('signed-out');
  listening.close();
});

it('does not mix sessions in memory', async () => {
  const [alice, bob] = [await graphward.signUp('alice'), await graphward.signUp('bob')];
  const [first, second] = [alice, bob].map(() => createSession({ url: `${graphward.url}/graphql` }));
  await first?.login(alice);
  await second?.login(bob);
  expect([first?.viewer?.id, second?.viewer?.id]).toEqual([alice.id, bob.id]);
});

describe('a storage of the application', () => {
  function createStorage(name?: string): RefreshTokenStorage & { token: string | null } {
    const storage = {
      token: null as string | null,
      // Asynchronous, like the keychain of a phone.
      get: () => Promise.resolve(storage.token),
      set: (token: string) => Promise.resolve(void (storage.token = token)),
      remove: () => Promise.resolve(void (storage.token = null)),
    };
    return name === undefined ? storage : Object.assign(storage, { name });
  }

  const open = (storage: RefreshTokenStorage) => {
    const session = createSession({ url: `${graphward.url}/graphql`, storage });
    opened.push(session);
    return session;
  };

  it('continues after a restart', async () => {
    const alice = await graphward.signUp('alice');
    const storage = createStorage();
    await open(storage).login(alice);
    expect(await open(storage).start()).toMatchObject({ id: alice.id });
  });

  it('forgets a token that is no longer valid', async () => {
    const storage = createStorage();
    await storage.set('nonsense');
    expect(await open(storage).start()).toBeNull();
    expect(storage.token).toBeNull();
  });

  it('is shared by tabs that give it the same name', async () => {
    const alice = await graphward.signUp('alice');
    const storage = createStorage('shared');
    const [first, second] = [open(storage), open(storage)];
    await Promise.all([first.start(), second.start()]);
    await first.login(alice);
    await eventually(() => expect(second.viewer?.id).toBe(alice.id));
  });

  it('is read again if another process has replaced the token', async () => {
    const alice = await graphward.signUp('alice');
    const storage = createStorage();
    const session = open(storage);
    await session.login(alice);
    const current = storage.token ?? '';
    const reads = ['replaced', current];
    storage.get = () => Promise.resolve(reads.shift() ?? storage.token);
    expect(await session.refresh()).toMatchObject({ id: alice.id });
  });

  it('fails if the storage fails', async () => {
    const alice = await graphward.signUp('alice');
    const storage = createStorage();
    storage.set = () => Promise.reject(new Error('The keychain is locked.'));
    await expect(open(storage).login(alice)).rejects.toThrow('The keychain is locked.');
  });
});
