/** Every page of the console, for everybody: without violations of WCAG that axe finds, in light and dark, wide and narrow. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { openConsole, openConsoleAs, useBrowser } from '../support/console.js';
import { expectData } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';
import { enableSecondFactor } from '../support/second-factor.js';

const graphward = useGraphward();
const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** What makes the page scroll horizontally. */
const elementsBeyond = (width: number) => `document.documentElement.scrollWidth <= ${width} ? [] :
  [...document.querySelectorAll('main *')]
    .filter((element) => element.getBoundingClientRect().right > ${width})
    .map((element) => element.outerHTML.slice(0, 200))`;

/** Checks the page as it is: light on a phone, dark on a large screen. With AXE=full, each on both. */
async function expectAccessible(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(axe);
  for (const [colorScheme, width] of forms) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const violations = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) =>
          `${colorScheme} ${width} ${id} ${target.join(' ')}: ${failureSummary}`,
      ),
    );
    expect([page.url(), found]).toEqual([page.url(), []]);
    expect(await page.evaluate(elementsBeyond(width))).toEqual([]);
  }
}

const halfOfForms = [
  ['light', 390],
  ['dark', 1920],
] as const;
const forms =
  process.env.AXE === 'full'
    ? [...halfOfForms, ['dark', 390] as const, ['light', 1920] as const]
    : halfOfForms;

describeInChromium('the console is accessible', () => {
  const browser = useBrowser();

  it('to visitors', async () => {
    const page = await openConsole(browser(), graphward, '/sign-in');
    for (const path of [
      'sign-in',
      'sign-up',
      'forgot-password',
      'reset-password',
      'reset-password#token=x',
      'verify-email#token=x',
      'undo-email-change#token=x',
      'nothing',
    ]) {
      await page.goto('about:blank');
      await page.goto(`${graphward.url}/console/${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectAccessible(page);
    }
  }, 60_000);

  it('to users and administrators', async () => {
    const admin = await graphward.signUp('ada', 'ADMIN');
    const bob = await graphward.signUp('bob', 'EDITOR', 'USER');
    await enableSecondFactor(graphward, bob, new Date());
    expectData(
      await graphward
        .as(bob)
        .ask('mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }', {
          input: {
            name: 'nightly',
            roles: ['USER'],
            expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
          },
        }),
    );
    const page = await openConsoleAs(browser(), graphward, admin);
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (const path of [
      'profile',
      'security',
      'sessions',
      'keys',
      'data',
      'users',
      `users/${bob.id}`,
      'audit',
    ]) {
      await page.goto(`${graphward.url}/console/${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expectAccessible(page);
    }
    await page.goto(`${graphward.url}/console/access?search=User`);
    await page.getByRole('table', { name: 'Access' }).waitFor();
    await expectAccessible(page);
  }, 120_000);

  it('while a dialog, an error, a message or the menu of a phone is open', async () => {
    const alice = await graphward.signUp('alice');
    const page = await openConsoleAs(browser(), graphward, alice, '/data');
    await page.getByRole('button', { name: 'Delete the account' }).click();
    await page.getByRole('dialog').getByLabel('Current password').fill('wrong wrong wrong');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the account' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await expectAccessible(page);

    await page.goto(`${graphward.url}/console/profile`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').filter({ hasText: 'The name is saved.' }).waitFor();
    await page.setViewportSize({ width: 390, height: 900 });
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Sessions' }).waitFor();
    await expectAccessible(page);

    await page.goto(`${graphward.url}/console/security`);
    const section = page.getByRole('region', { name: 'Second factor' });
    await section.getByLabel('Current password').fill(alice.password);
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
    await section.getByRole('img').waitFor();
    await expectAccessible(page);
  }, 60_000);
});
