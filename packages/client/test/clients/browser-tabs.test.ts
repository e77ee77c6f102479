import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describeInChromium, launchChromium } from '../../../../test/support/chromium.js';
import { createTestClock } from '../../../../test/support/clock.js';
import { type Person, useGraphward } from '../../../../test/support/graphward.js';
import { sessionPage } from '../../../../test/support/session-page.js';
import type { Session } from '../../src/index.js';

const clock = createTestClock();
const graphward = useGraphward({ clock, modules: [sessionPage] });
const accessTokenTtl = 600;

/** The session of a page, which its script keeps here. */
declare const session: Session;

/** With Chromium's own tabs, Web Locks, channels and cookies. */
describeInChromium('the tabs of a browser', () => {
  const patienceMs = 60_000;
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => {
    browser = await launchChromium();
  }, patienceMs);
  afterAll(() => browser.close());
  beforeEach(async () => {
    context = await browser.newContext();
  });
  afterEach(() => context.close());

  async function openTab(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${graphward.url}/app?idle`);
    await page.waitForFunction(() => 'session' in globalThis);
    return page;
  }

  const openTabs = (count: number) => Promise.all(Array.from({ length: count }, openTab));
  const everywhere = <Value>(tabs: Page[], run: () => Value) =>
    Promise.all(tabs.map((tab) => tab.evaluate(run)));
  const refreshesOf = ({ id }: Person) =>
    graphward.logLines.filter(({ event, userId }) => event === 'refresh' && userId === id).length;
  const signIn = (tab: Page, { email, password }: Person) =>
    tab.evaluate((credentials) => session.login(credentials), { email, password });
  const until = (tab: Page, status: string) =>
    tab.waitForFunction((expected) => session.snapshot.status === expected, status);

  it(
    'refresh once for all operations of all tabs at expiry',
    async () => {
      const alice = await graphward.signUp('alice');
      const first = await openTab();
      const tabs = [first, ...(await openTabs(4))];
      await signIn(first, alice);
      await Promise.all(tabs.map((tab) => until(tab, 'signed-in')));
      clock.advance(accessTokenTtl + 1);

      const results = await everywhere(tabs, () =>
        Promise.all(Array.from({ length: 4 }, () => session.execute('{ me { id } }'))),
      );

      expect(results.flat().map(({ data }) => data)).toEqual(Array(20).fill({ me: { id: alice.id } }));
      expect(refreshesOf(alice)).toBe(1);
    },
    patienceMs,
  );

  it(
    'refresh once if they start at the same time',
    async () => {
      const alice = await graphward.signUp('alice');
      const first = await openTab();
      await signIn(first, alice);
      await first.close();
      const tabs = await openTabs(5);

      const viewers = await everywhere(tabs, () => session.start());

      expect(viewers.map((viewer) => viewer?.id)).toEqual(Array(5).fill(alice.id));
      expect(refreshesOf(alice)).toBe(1);
    },
    patienceMs,
  );

  it(
    'follow each other when somebody signs in or out',
    async () => {
      const [alice, bob] = [await graphward.signUp('alice'), await graphward.signUp('bob')];
      const [first, second] = (await openTabs(2)) as [Page, Page];
      await everywhere([first, second], () => session.start());
      await signIn(first, alice);
      await until(second, 'signed-in');
      await signIn(second, bob);
      await first.waitForFunction((id) => session.viewer?.id === id, bob.id);
      await first.evaluate(() => session.logout());
      await until(second, 'signed-out');
      expect(await context.cookies()).toEqual([]);
    },
    patienceMs,
  );

  it(
    'leave no token where scripts find it',
    async () => {
      const tab = await openTab();
      await signIn(tab, await graphward.signUp('alice'));
      const found = await tab.evaluate(() => {
        const { document, localStorage, sessionStorage } = globalThis as any;
        return [document.cookie, { ...localStorage }, { ...sessionStorage }];
      });
      expect(found).toEqual(['', {}, {}]);
    },
    patienceMs,
  );
});
