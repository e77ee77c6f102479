import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describeInChromium, launchChromium } from '../support/chromium.js';
import { createTestClock } from '../support/clock.js';
import { operator, type Person, useGraphward } from '../support/graphward.js';
import { codeAt, enableSecondFactor } from '../support/second-factor.js';

const clock = createTestClock();
const graphward = useGraphward({ clock });

describeInChromium('the session of GraphiQL', () => {
  /** A browser and nine megabytes of script are slow on a busy machine. */
  const patienceMs = 60_000;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let admin: Person;
  beforeAll(async () => {
    browser = await launchChromium();
    admin = await graphward.signUp('admin', 'ADMIN');
  }, patienceMs);
  afterAll(() => browser.close());
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(patienceMs / 2);
  });
  afterEach(() => context.close());

  const status = () => page.locator('#session-status');
  const dialog = () => page.getByRole('dialog', { name: /Sign in/ });
  const barButton = (name: string) => page.getByRole('banner').getByRole('button', { name });

  async function open(query = '{ __typename }'): Promise<void> {
    await page.goto(`${graphward.url}/graphiql?query=${encodeURIComponent(query)}`);
    await status().filter({ hasText: /./ }).waitFor();
    await page.locator('.graphiql-query-editor .view-lines').waitFor();
  }

  async function fillIn(label: RegExp, text: string): Promise<void> {
    await dialog().getByLabel(label).fill(text);
  }

  async function signIn({ email, password }: Pick<Person, 'email' | 'password'>): Promise<void> {
    await barButton('Sign in').click();
    await fillIn(/E-mail/, email);
    await fillIn(/Password/, password);
    await dialog().getByRole('button', { name: 'Sign in' }).click();
  }

  const run = () => page.getByRole('button', { name: /Execute query/ }).click();
  const expectResponse = (text: string) =>
    page.locator('.graphiql-response').filter({ hasText: text }).waitFor();

  const documented = (field: string) =>
    page.locator('.graphiql-doc-explorer').getByRole('link', { name: field, exact: true });

  it(
    'starts with the keyboard alone, survives a reload, and leaves no token behind',
    async () => {
      const alice = await graphward.signUp('alice', 'EDITOR');
      await open('{ me { email } }');
      await barButton('Sign in').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.type(alice.email);
      await page.keyboard.press('Tab');
      await page.keyboard.type(alice.password);
      await page.keyboard.press('Enter');
      await status()
        .filter({ hasText: `${alice.email}: EDITOR` })
        .waitFor();
      expect(await dialog().count()).toBe(0);
      expect(await page.locator('#sign-in-password').inputValue()).toBe('');

      await run();
      await expectResponse(alice.email);

      await page.reload();
      await status().filter({ hasText: alice.email }).waitFor();
      await run();
      await expectResponse(alice.email);
      const stored = await page.evaluate(() =>
        JSON.stringify([localStorage, sessionStorage, document.cookie]),
      );
      expect(stored).not.toMatch(/eyJ|Bearer/);
    },
    patienceMs,
  );

  it(
    'changes the documentation immediately: at signing in, with a role, and at signing out',
    async () => {
      const bob = await graphward.signUp('bob');
      await open('{ me { roles } }');
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      await signIn(bob);
      await page.locator('.graphiql-doc-explorer').getByRole('link', { name: 'Query' }).click();
      await documented('me').waitFor();
      expect(await documented('users').count()).toBe(0);

      await graphward.app.services.users.setRoles(null, bob.id, ['ADMIN'], operator);
      await run();
      await expectResponse('ADMIN');
      await status().filter({ hasText: 'ADMIN' }).waitFor();
      await documented('users').waitFor();

      await barButton('Sign out').click();
      await status().filter({ hasText: 'Not signed in' }).waitFor();
      await documented('users').waitFor({ state: 'detached' });
      await documented('me').waitFor({ state: 'detached' });
    },
    patienceMs,
  );

  it(
    'asks for a code where the account has a second factor, and says what was wrong',
    async () => {
      const carol = await graphward.signUp('carol');
      const { secret } = await enableSecondFactor(graphward, carol, clock());
      clock.advance(60);
      await open();

      await signIn({ ...carol, password: 'not the password' });
      const alert = dialog().getByRole('alert');
      await alert.filter({ hasText: /password/ }).waitFor();
      expect(await dialog().getByLabel(/Code/).isVisible()).toBe(false);

      await fillIn(/Password/, carol.password);
      await page.keyboard.press('Enter');
      await dialog().getByLabel(/Code/).waitFor();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('sign-in-code');
      await page.keyboard.type(codeAt(secret, clock()));
      await page.keyboard.press('Enter');
      await status().filter({ hasText: carol.email }).waitFor();
    },
    patienceMs,
  );

  it(
    'continues when the token has expired, and asks for the password where that is required',
    async () => {
      const bob = await graphward.signUp('bob');
      await open(`mutation { setUserDisabled(input: { userId: "${bob.id}", disabled: true }) { disabled } }`);
      await signIn(admin);
      await status().filter({ hasText: admin.email }).waitFor();
      clock.advance(1_000);

      await run();
      await dialog().filter({ hasText: 'Sign in again' }).waitFor();
      expect(
        await dialog()
          .getByLabel(/E-mail/)
          .inputValue(),
      ).toBe(admin.email);
      await fillIn(/Password/, 'not the password');
      await page.keyboard.press('Enter');
      await dialog()
        .getByRole('alert')
        .filter({ hasText: /password/ })
        .waitFor();
      await fillIn(/Password/, admin.password);
      await page.keyboard.press('Enter');
      await expectResponse('"disabled": true');

      await run();
      await expectResponse('"disabled": true');
    },
    patienceMs,
  );

  it(
    'does nothing if the user closes the dialog',
    async () => {
      await open();
      await barButton('Sign in').click();
      await page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'hidden' });
      await barButton('Sign in').click();
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      await dialog().waitFor({ state: 'hidden' });
      expect(await status().innerText()).toBe('Not signed in');
    },
    patienceMs,
  );

  it(
    'gives way to an Authorization header that the user types',
    async () => {
      const dave = await graphward.signUp('dave');
      await open('{ me { email } }');
      await signIn(admin);
      await status().filter({ hasText: admin.email }).waitFor();
      await page.getByRole('button', { name: 'Headers' }).click();
      await page.locator('.graphiql-editor-tool .view-lines').last().click();
      await page.keyboard.insertText(`{"Authorization": "Bearer ${dave.accessToken}"`);
      await run();
      await expectResponse(dave.email);
    },
    patienceMs,
  );

  it.each([390, 1280])(
    'has no violation of accessibility rules and fits, %i pixels wide',
    async (width) => {
      await page.setViewportSize({ width, height: 800 });
      await open();
      const violations = async () => {
        await page.evaluate(axe.source);
        return page.evaluate(async () => {
          const { axe } = globalThis as unknown as { axe: AxeInPage };
          const { violations } = await axe.run({ include: [['#session-bar'], ['#sign-in-dialog']] });
          return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
        });
      };
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violations()).toEqual([]);
        await barButton('Sign in').click();
        await dialog().waitFor();
        expect(await violations()).toEqual([]);
        const box = await dialog().boundingBox();
        expect(box && box.x >= 0 && box.x + box.width <= width).toBe(true);
        await page.keyboard.press('Escape');
      }
      await signIn({ ...admin, password: 'not the password' });
      await dialog()
        .getByRole('alert')
        .filter({ hasText: /password/ })
        .waitFor();
      expect(await violations()).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    },
    patienceMs,
  );
});

type AxeInPage = Pick<typeof axe, 'run'>;
