import type { Browser, BrowserContext } from 'playwright-core';
import { describeInChromium, launchChromium } from '../support/chromium.js';
import { createTestClock } from '../support/clock.js';
import {
  freshDatabaseUri,
  operator,
  type Person,
  startGraphward,
  type TestServer,
  useGraphward,
} from '../support/graphward.js';
import { servePage, sessionPage, Tab } from '../support/session-page.js';
import { takePort } from '../support/take-port.js';

const clock = createTestClock();
const modules = [sessionPage];
const graphward = useGraphward({ clock, modules });
const accessTokenTtl = 600;
const hour = 3_600;

describeInChromium('a session in a browser', () => {
  /** A browser is slow on a busy machine. */
  const patienceMs = 60_000;
  let browser: Browser;
  let context: BrowserContext;
  let alice: Person;
  beforeAll(async () => {
    browser = await launchChromium();
  }, patienceMs);
  afterAll(() => browser.close());
  beforeEach(async () => {
    context = await browser.newContext();
    context.setDefaultTimeout(patienceMs / 2);
    alice = await graphward.signUp('alice');
  });
  afterEach(() => context.close());

  const open = (prepare?: Parameters<typeof Tab.open>[2]) =>
    Tab.open(context, `${graphward.url}/app`, prepare);
  const seenByAlice = (role = 'USER') => `${alice.email} ${role}`;

  async function signedIn(prepare?: Parameters<typeof Tab.open>[2]): Promise<Tab> {
    const tab = await open(prepare);
    await tab.signIn(alice);
    return tab;
  }

  /** The refreshes that the server has carried out for Alice. */
  const rotations = () =>
    graphward.logLines.filter(({ event, userId }) => event === 'refresh' && userId === alice.id).length;

  it(
    'survives a reload, is shared with a second tab, and ends in both',
    async () => {
      const first = await open();
      expect((await first.snapshot()).status).toBe('signed-out');
      await first.signIn(alice);
      await first.reload();
      expect(await first.ask()).toBe(seenByAlice());

      const second = await open();
      expect((await second.snapshot()).viewer?.email).toBe(alice.email);
      await second.signOut();
      await first.becomes({ status: 'signed-out' });
      expect(await first.ask()).toBe('UNAUTHENTICATED');
      await first.reload();
      expect((await first.snapshot()).status).toBe('signed-out');
      expect(await context.cookies()).toEqual([]);
    },
    patienceMs,
  );

  it(
    'starts in all tabs at once, also as somebody else',
    async () => {
      const bob = await graphward.signUp('bob', 'EDITOR');
      const [first, second] = [await open(), await open()];
      await first.signIn(alice);
      await second.becomes({ status: 'signed-in' });
      await second.signIn(bob);
      await first.page.waitForFunction((id) => session.viewer?.id === id, bob.id);
      expect([await first.ask(), await second.ask()]).toEqual([`${bob.email} EDITOR`, `${bob.email} EDITOR`]);
    },
    patienceMs,
  );

  it.each<[string, boolean]>([
    ['the server rejects the token', false],
    ['the client knows that it has expired', true],
  ])(
    'is refreshed once for two tabs with 20 operations each, when %s',
    async (_when, clientKnows) => {
      const prepare = (page: Tab['page']) => page.clock.install();
      const first = await signedIn(prepare);
      const second = await open(prepare);
      await first.ask();
      const before = { requests: first.refreshes + second.refreshes, rotations: rotations() };
      clock.advance(accessTokenTtl + 1);
      if (clientKnows)
        for (const { page } of [first, second]) await page.clock.fastForward((accessTokenTtl + 1) * 1_000);

      const results = await Promise.all([first.askTimes(20), second.askTimes(20)]);

      expect(new Set(results.flat())).toEqual(new Set([seenByAlice()]));
      expect(first.refreshes + second.refreshes - before.requests).toBe(1);
      expect(rotations() - before.rotations).toBe(1);
    },
    patienceMs,
  );

  it(
    'is refreshed once, even if the message to the other tab arrives after the next operation there has failed',
    async () => {
      const first = await signedIn();
      const second = await open(async (page) => {
        await page.addInitScript(delayMessages);
      });
      const before = rotations();
      clock.advance(accessTokenTtl + 1);

      expect(await first.ask()).toBe(seenByAlice());
      expect(await second.ask()).toBe(seenByAlice());

      expect(rotations() - before).toBe(1);
    },
    patienceMs,
  );

  it(
    'shows a role that an administrator gives, without signing in again',
    async () => {
      const [first, second] = [await signedIn(), await open()];
      await graphward.app.services.users.setRoles(null, alice.id, ['EDITOR'], operator);

      expect(await first.ask()).toBe(seenByAlice('EDITOR'));

      expect((await first.snapshot()).viewer?.roles).toEqual(['EDITOR']);
      await second.page.waitForFunction(() => session.viewer?.roles[0] === 'EDITOR');
      expect(first.refreshes + second.refreshes).toBe(3);
    },
    patienceMs,
  );

  it(
    'ends in all tabs when an administrator ends it',
    async () => {
      const [first, second] = [await signedIn(), await open()];
      await graphward.app.services.administration.endSessions(null, alice.id, operator);

      expect(await first.ask()).toBe('UNAUTHENTICATED');

      for (const tab of [first, second]) await tab.becomes({ status: 'signed-out' });
    },
    patienceMs,
  );

  it(
    'continues during work when its token expires again and again',
    async () => {
      const tab = await signedIn();
      for (let round = 1; round <= 3; round += 1) {
        clock.advance(accessTokenTtl + 1);
        expect(await tab.askTimes(5)).toEqual(Array(5).fill(seenByAlice()));
        expect(tab.refreshes).toBe(1 + round);
      }
    },
    patienceMs,
  );

  it(
    'survives a time without a connection, and notices by itself when there is one again',
    async () => {
      const tab = await signedIn();
      await context.setOffline(true);
      expect(await tab.ask()).toBe('NETWORK_ERROR');
      expect(await tab.snapshot()).toMatchObject({ status: 'signed-in', online: false });

      await context.setOffline(false);

      await tab.becomes({ online: true });
      expect(await tab.ask()).toBe(seenByAlice());
    },
    patienceMs,
  );

  it(
    'survives an expiry without a connection',
    async () => {
      const tab = await signedIn();
      await context.setOffline(true);
      clock.advance(accessTokenTtl + 1);
      expect(await tab.ask()).toBe('NETWORK_ERROR');
      await context.setOffline(false);
      expect(await tab.ask()).toBe(seenByAlice());
      expect((await tab.snapshot()).status).toBe('signed-in');
    },
    patienceMs,
  );

  it.each<[string, (page: Tab['page']) => Promise<void>]>([
    ['all clocks of the page went on', (page) => page.clock.fastForward(hour * 1_000)],
    ['the monotonic clock of the page stood still', () => Promise.resolve()],
  ])(
    'survives an hour of sleep in both tabs: %s',
    async (_what, wakeUp) => {
      const prepare = (page: Tab['page']) => page.clock.install();
      const [first, second] = [await signedIn(prepare), await open(prepare)];
      const before = first.refreshes + second.refreshes;
      clock.advance(hour);
      for (const { page } of [first, second]) await wakeUp(page);

      expect(await Promise.all([first.ask(), second.ask()])).toEqual([seenByAlice(), seenByAlice()]);

      expect(first.refreshes + second.refreshes - before).toBe(1);
    },
    patienceMs,
  );

  it.each([-3, 3])(
    'does not depend on the clock of the computer, which is %i hours off',
    async (hours) => {
      const tab = await signedIn((page) => page.clock.install({ time: Date.now() + hours * hour * 1_000 }));
      expect(await tab.askTimes(3)).toEqual(Array(3).fill(seenByAlice()));
      expect(tab.refreshes).toBe(1);
      await tab.reload();
      expect(await tab.ask()).toBe(seenByAlice());
    },
    patienceMs,
  );

  it(
    'has ended after a sleep that was too long',
    async () => {
      const tab = await signedIn();
      clock.advance(400 * 24 * hour);
      expect(await tab.ask()).toBe('UNAUTHENTICATED');
      expect(await tab.snapshot()).toMatchObject({ status: 'signed-out', viewer: null, online: true });
    },
    patienceMs,
  );

  it(
    'ends in a tab that was frozen when the user signed out, and continues in one that was frozen during a refresh',
    async () => {
      const [first, second] = [await signedIn(), await open()];
      const devtools = await context.newCDPSession(second.page);
      const setState = (state: 'frozen' | 'active') => devtools.send('Page.setWebLifecycleState', { state });

      await setState('frozen');
      clock.advance(accessTokenTtl + 1);
      expect(await first.ask()).toBe(seenByAlice());
      await setState('active');
      expect(await second.ask()).toBe(seenByAlice());

      await setState('frozen');
      await first.signOut();
      await setState('active');
      await second.becomes({ status: 'signed-out' });
    },
    patienceMs,
  );

  describe('with a server that restarts', () => {
    let server: TestServer;
    afterEach(() => server.stop());

    it(
      'continues during work',
      async () => {
        const { port, release } = await takePort();
        release();
        const database = freshDatabaseUri();
        const start = () => startGraphward({ clock, modules, database, env: { PORT: String(port) } });
        server = await start();
        const carol = await server.signUp('carol');
        const tab = await Tab.open(context, `${server.url}/app`);
        await tab.signIn(carol);

        await server.stop();
        expect(await tab.ask()).toBe('NETWORK_ERROR');
        expect(await tab.snapshot()).toMatchObject({ status: 'signed-in', online: false });
        clock.advance(accessTokenTtl + 1);
        expect(await tab.ask()).toBe('NETWORK_ERROR');
        server = await start();

        expect(await tab.askTimes(5)).toEqual(Array(5).fill(`${carol.email} USER`));
        expect(await tab.snapshot()).toMatchObject({ status: 'signed-in', online: true });
      },
      patienceMs,
    );
  });

  describe('of a page whose origin is not that of the API, on the same site', () => {
    // Browsers resolve names below localhost themselves, and trust them without TLS.
    let appUrl: string;
    let api: TestServer;
    let page: Awaited<ReturnType<typeof servePage>>;
    beforeAll(async () => {
      page = await servePage();
      const origin = `http://app.shop.localhost:${page.port}`;
      const otherSite = `http://app.rival.localhost:${page.port}`;
      api = await startGraphward({ clock, env: { CORS_ORIGINS: `${origin}, ${otherSite}` } });
      const apiUrl = `http://api.shop.localhost:${new URL(api.url).port}/graphql`;
      appUrl = `${origin}/app?api=${encodeURIComponent(apiUrl)}`;
    });
    afterAll(async () => {
      page.stop();
      await api.stop();
    });

    it(
      'uses the cookie: reload, second tab, expiry and sign-out',
      async () => {
        const dave = await api.signUp('dave');
        const first = await Tab.open(context, appUrl);
        await first.signIn(dave);
        const [cookie, ...others] = await context.cookies();
        expect(others).toEqual([]);
        expect(cookie).toMatchObject({ domain: 'api.shop.localhost', httpOnly: true, secure: true });

        await first.reload();
        expect(await first.ask()).toBe(`${dave.email} USER`);
        const second = await Tab.open(context, appUrl);
        clock.advance(accessTokenTtl + 1);
        const results = await Promise.all([first.askTimes(5), second.askTimes(5)]);
        expect(new Set(results.flat())).toEqual(new Set([`${dave.email} USER`]));

        await second.signOut();
        await first.becomes({ status: 'signed-out' });
        expect(await context.cookies()).toEqual([]);
      },
      patienceMs,
    );

    it(
      'is not available to a page of another site, even if its origin is listed',
      async () => {
        const dave = await api.signUp('dave');
        const own = await Tab.open(context, appUrl);
        await own.signIn(dave);
        const foreign = await Tab.open(context, appUrl.replace('app.shop.localhost', 'app.rival.localhost'));
        expect((await foreign.snapshot()).status).toBe('signed-out');
        expect((await own.snapshot()).status).toBe('signed-in');
      },
      patienceMs,
    );
  });
});

/** Runs in a page, which then receives messages of other tabs as late as in a busy browser. */
function delayMessages(): void {
  const Channel = BroadcastChannel;
  globalThis.BroadcastChannel = class extends Channel {
    override set onmessage(listener: ((event: MessageEvent) => void) | null) {
      super.onmessage = (event) => setTimeout(() => listener?.(event), 100);
    }
  };
}

declare const session: { viewer: { id: string; roles: string[] } | null };
