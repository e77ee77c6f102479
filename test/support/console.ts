/** The console in a browser. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import type { Person, TestServer } from './graphward.js';

type Server = Pick<TestServer, 'url'>;

/** What must not happen on any page: errors, violations of the security policy, requests to other origins. */
const complaints: string[] = [];

/** Opens a page of the console in a browser profile of its own. */
export async function openConsole(
  browser: Browser,
  server: Server,
  path = '',
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    ...options,
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    // The browser logs responses such as 401, which the session expects.
    const isExpected = message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && !isExpected) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== server.url && !['data:', 'blob:'].includes(protocol)) complaints.push(request.url());
  });
  await page.goto(`${server.url}/console${path}`);
  return page;
}

/** Opens a page as somebody who signs in first. */
export async function openConsoleAs(
  browser: Browser,
  server: Server,
  person: Pick<Person, 'email' | 'password'>,
  path = '/profile',
  options?: BrowserContextOptions,
): Promise<Page> {
  const page = await openConsole(browser, server, path, options);
  await signInOn(page, person);
  // On a phone, it is behind a button.
  await page.locator('#navigation').waitFor({ state: 'attached' });
  return page;
}

export async function signInOn(page: Page, { email, password }: Pick<Person, 'email' | 'password'>) {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** What a table row in the browser has. */
interface Row {
  readonly cells: Iterable<{ readonly innerText: string }>;
}

/** The texts of the cells of a table, by row. */
export function rowsOf(page: Page, table: string): Promise<string[][]> {
  return page
    .getByRole('table', { name: table })
    .locator('tbody tr')
    .evaluateAll((rows) =>
      (rows as unknown as Row[]).map(({ cells }) => [...cells].map(({ innerText }) => innerText.trim())),
    );
}

/** Confirms an action in the dialog that it opens. */
export async function confirmIn(page: Page, title: string, button: string): Promise<void> {
  await page.getByRole('dialog', { name: title }).getByRole('button', { name: button, exact: true }).click();
}

/**
 * One browser for all tests of a file. After each test, its pages are closed, and nothing may have happened that must not
 * happen on any page.
 */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  const running = (): Browser => {
    if (!browser) throw new Error('The browser runs only inside tests and hooks.');
    return browser;
  };
  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(
      running()
        .contexts()
        .map((context) => context.close()),
    );
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser?.close());
  return running;
}
