/** Takes the pictures of the documentation: SCREENSHOTS=docs/images. */
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { openConsoleAs } from '../support/console.js';
import { expectData } from '../support/expectations.js';
import { operator, useGraphward } from '../support/graphward.js';

const { SCREENSHOTS: folder } = process.env;
const graphward = useGraphward();
const password = 'four words make one';
const people = [
  ['Ada Lovelace', 'ADMIN'],
  ['Alan Turing', 'EDITOR'],
  ['Barbara Liskov', 'EDITOR'],
  ['Donald Knuth', 'USER'],
  ['Edsger Dijkstra', 'USER'],
  ['Frances Allen', 'USER'],
  ['Grace Hopper', 'EDITOR'],
  ['Ken Thompson', 'USER'],
  ['Margaret Hamilton', 'USER'],
] as const;

/** The stylesheet's own fonts and colors, at a size that suits a README. */
const viewport = { width: 1180, height: 700 };

(folder === undefined ? describe.skip : describe)('pictures of the console', () => {
  it('are taken', async () => {
    mkdirSync(folder ?? '', { recursive: true });
    const browser = await launchChromium();
    const ids = new Map<string, string>();
    for (const [name, ...roles] of people) {
      const email = `${name.split(' ')[0]?.toLowerCase() ?? ''}@example.com`;
      const user = await graphward.app.services.accounts.create(
        null,
        { email, password, name },
        roles,
        operator,
      );
      ids.set(name, user.id);
      if (name !== 'Ken Thompson') await graphward.signIn({ id: user.id, email, password });
    }
    const admin = await graphward.signIn({
      id: ids.get('Ada Lovelace') ?? '',
      email: 'ada@example.com',
      password,
    });
    expectData(
      await graphward
        .as(admin)
        .ask('mutation ($input: SetUserDisabledInput!) { setUserDisabled(input: $input) { id } }', {
          input: { userId: ids.get('Edsger Dijkstra'), disabled: true },
        }),
    );
    const shoot = async (page: Page, name: string) => {
      await page.waitForLoadState('networkidle');
      await page.mouse.move(0, 0);
      await page.screenshot({ path: `${folder ?? ''}/console-${name}.png` });
    };

    const light = await openConsoleAs(browser, graphward, admin, '/users', { viewport });
    await light.getByRole('table', { name: 'Users' }).waitFor();
    await shoot(light, 'users');
    const dark = await openConsoleAs(browser, graphward, admin, '/access?search=user.', {
      viewport,
      colorScheme: 'dark',
    });
    await dark.getByRole('table', { name: 'Access' }).waitFor();
    await shoot(dark, 'access');
    const phone = await openConsoleAs(browser, graphward, admin, '/sessions', {
      viewport: { width: 390, height: 780 },
    });
    await phone.getByRole('table', { name: 'Sessions' }).waitFor();
    await shoot(phone, 'phone');
    await browser.close();
  }, 120_000);
});
