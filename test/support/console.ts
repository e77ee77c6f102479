/** The console in a browser. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
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

/** Takes the complaints so far. */
export function takeComplaints(): string[] {
  return complaints.splice(0);
}
