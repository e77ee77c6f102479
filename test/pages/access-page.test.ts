import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  type AccessReport,
  accessReport,
  type AccessTable,
  accessTable,
  authorizationTypeDefs,
} from '@graphward/authorization';
import type { Browser, Page } from 'playwright-core';
import { showAccess } from '../../src/cli/access/access.js';
import { renderAccessPage } from '../../src/cli/access/page/page.js';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { describeInChromium, launchChromium } from '../support/chromium.js';
import { cleanUp, temporaryFolder } from '../support/embedded-mongodb.js';

let browser: Browser;
/** Errors in the browser, and requests to the network. */
let complaints: string[];

const table = accessTable(buildSchema([]));
const report = accessReport(buildSchema([]));

describeInChromium('the access page in a browser', () => {
  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  beforeEach(() => {
    complaints = [];
  });
  afterEach(() => expect(complaints).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await cleanUp();
  });

  it('lets a reader find a coordinate by keyboard: skip link, search, role', async () => {
    const page = await openPage();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the table');

    await page.keyboard.press('Tab');
    await page.keyboard.type('user.lastlogin');
    expect(await places(page)).toEqual(['User.lastLoginAt']);
    expect(await announcement(page)).toBe(`1 of ${Object.keys(table).length} coordinates`);

    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await page.keyboard.press('E');
    expect(await columns(page)).toEqual(['Coordinate', 'EDITOR']);
    await page.keyboard.press('Tab');
    await page.keyboard.press('O');
    expect(await places(page)).toEqual(coordinatesWhere(({ EDITOR }) => EDITOR === 'owner'));

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await columns(page)).toEqual(['Coordinate', 'ANONYMOUS', 'USER', 'EDITOR', 'ADMIN']);
    expect((await places(page)).sort()).toEqual(Object.keys(table).sort());
  });

  it('focuses the search on a slash, does not reload on Enter, and announces that nothing matches', async () => {
    const page = await openPage();
    await page.keyboard.press('/');
    await page.keyboard.type('nothing is called so');
    await page.keyboard.press('Enter');
    expect(await places(page)).toEqual([]);
    expect(await page.locator('tr.type:visible').count()).toBe(0);
    expect(await announcement(page)).toBe('No matches.');
  });

  it('is a table for assistive technology, wide and narrow', async () => {
    const page = await openPage();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const row = page
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: /^email .*@auth/ }) });
      expect(await row.getByRole('cell').allInnerTexts()).toEqual(['deny', 'owner', 'owner', 'allow']);
      expect(await page.getByRole('columnheader').allInnerTexts()).toHaveLength(5);
      expect(await page.getByRole('table', { name: 'What each role may use' }).count()).toBe(1);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });

  it('marks what changed in a comparison, also without colors', async () => {
    const known = Object.entries(table).filter(([coordinate]) => coordinate !== 'User.disabled');
    const page = await openPage({
      ...Object.fromEntries(known),
      'User.email': { ANONYMOUS: 'deny', USER: 'deny', EDITOR: 'owner', ADMIN: 'allow' },
      'User.phone': { ANONYMOUS: 'deny' },
    });

    await page.getByLabel('Changed only').check();
    expect(await places(page)).toEqual(['User.email', 'User.disabled', 'User.phone']);
    const texts = await page.locator('tr[data-place]:visible').allInnerTexts();
    expect(texts.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/^email @auth.* deny owner was deny wider owner allow$/),
      expect.stringMatching(/^disabled new @auth.* deny deny deny allow$/),
      expect.stringMatching(/^phone removed deny/),
    ]);
    await page.getByLabel('Role').selectOption('ADMIN');
    expect(await places(page)).toEqual(['User.disabled', 'User.phone']);
  });

  it('shows a changed rule for every role in a comparison, even if no cell changed', async () => {
    const place = report.places['User.email'];
    if (!place) throw new Error('The report lacks User.email.');
    const rules = ['@auth(requires: ADMIN, owner: "name")'];
    const page = await openPage({
      ...report,
      places: { ...report.places, 'User.email': { ...place, rules } },
    });

    await page.getByLabel('Changed only').check();
    await page.getByLabel('Role').selectOption('ADMIN');
    expect(await places(page)).toEqual(['User.email']);
    expect(await page.locator('tr[data-place]:visible').innerText()).toContain(
      `${rules.join()} → @auth(requires: ADMIN, owner: "id") changed, not provably narrower`,
    );
  });

  it('draws row lines on whole pixels, before and after a search', async () => {
    const page = await openPage();
    expect(await page.evaluate(fractionalEdges)).toEqual([]);
    await page.getByLabel('Search').fill('user');
    expect(await page.evaluate(fractionalEdges)).toEqual([]);
  });

  it('marks coordinates that @public opens', async () => {
    const page = await openPage();
    const publicRows = page.locator('tr[data-place]:has(.public)');
    const marked = await publicRows.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-place')));
    expect(marked).toEqual(expect.arrayContaining(['Mutation.login', 'Mutation.register']));
    expect(marked).not.toContain('Query.me');
  });

  it('shows and filters conditions, alone and combined, with enough contrast', async () => {
    const { render, table: cells } = conditional();
    const page = await openHtml(render);
    const cellsOf = (place: string) =>
      page.locator(`tr[data-place="${place}"]`).getByRole('cell').allInnerTexts();
    expect(await cellsOf('Note.text')).toEqual(['deny', 'owner | group']);
    expect(await cellsOf('Note.mark')).toEqual(['deny', 'policy | scope +reauth']);
    expect(await page.locator('tr[data-place]:has(.filtered)').allInnerTexts()).toEqual([
      expect.stringMatching(/^notes @public @filtered/) as string,
    ]);
    await page.getByLabel('Access').selectOption('Scope');
    expect(await places(page)).toEqual(['Note.mark', 'Note.stamp']);
    await page.getByLabel('Access').selectOption('Allow or owner or group or policy or scope');
    await page.getByLabel('Role').selectOption('USER');
    expect((await places(page)).sort()).toEqual(Object.keys(cells).sort());
    await page.getByRole('button', { name: 'Reset' }).click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(lowestContrast)).toBeGreaterThan(4.5);
    }
    expect(await page.evaluate(fractionalEdges)).toEqual([]);
  });

  it('keeps the column of a single role next to the names', async () => {
    const page = await openPage();
    await page.getByLabel('Role').selectOption('ADMIN');
    const box = await page.getByRole('columnheader', { name: 'ADMIN' }).boundingBox();
    expect(box?.x).toBeLessThan(700);
  });

  it('collapses types on a phone, and expands those that a reader opens, jumps to or searches', async () => {
    const page = await openPage(undefined, 390);
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(4_000);
    expect(await places(page)).toEqual([]);
    await page.getByText('Types', { exact: true }).click();
    await page.getByRole('link', { name: 'User', exact: true }).click();
    expect(await places(page)).toContain('User.email');
    await page.getByRole('button', { name: 'User', exact: true }).click();
    expect(await places(page)).toEqual([]);
    await page.getByLabel('Search').fill('user.lastlogin');
    expect(await places(page)).toEqual(['User.lastLoginAt']);
  });

  it('has enough contrast between text and background, in light and dark', async () => {
    const [email, name] = [report.places['User.email'], report.places['User.name']];
    if (!email || !name) throw new Error('The report lacks User.email or User.name.');
    const page = await openPage({
      ...report,
      places: {
        ...report.places,
        'User.email': { ...email, access: { ...email.access, USER: 'allow', EDITOR: 'deny' } },
        'User.name': { ...name, type: 'User' },
      },
    });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(lowestContrast)).toBeGreaterThan(4.5);
    }
  });
});

/** Row edges that are not on whole pixels: sticky cells round them differently from other cells. */
const fractionalEdges = `[...document.querySelectorAll('tr[data-place]')]
  .map((row) => row.getBoundingClientRect().bottom % 1).filter((rest) => rest > 0.01 && rest < 0.99)`;

async function openPage(diff?: AccessTable | AccessReport, width = 1280): Promise<Page> {
  const old = join(temporaryFolder(), 'old.json');
  if (diff) writeFileSync(old, JSON.stringify(diff));
  const { text } = await showAccess({ html: true, ...(diff && { diff: old }) });
  return openHtml(text, width);
}

async function openHtml(html: string, width = 1280): Promise<Page> {
  const file = join(temporaryFolder(), 'page.html');
  writeFileSync(file, html);
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) complaints.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return page;
}

/** The page of a schema with every condition. */
function conditional(): { readonly render: string; readonly table: AccessTable } {
  const schema = makeExecutableSchema({
    typeDefs: [
      authorizationTypeDefs,
      `enum Role { USER }
      type Query { notes: [Note] @public @filtered }
      type Note @auth {
        id: ID
        text: String @auth(owner: "id", group: "id")
        mark: String @auth(scopes: "mark", policy: "isOpen", maxAge: 60)
        stamp: String @auth(scopes: "stamp")
      }`,
    ],
  });
  const access = accessTable(schema);
  return { render: renderAccessPage(schema, access), table: access };
}

function places(page: Page): Promise<(string | null)[]> {
  return page
    .locator('tr[data-place]:visible')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-place')));
}

function coordinatesWhere(matches: (row: AccessTable[string]) => boolean): string[] {
  return Object.keys(table).filter((coordinate) => matches(table[coordinate] ?? {}));
}

function columns(page: Page): Promise<string[]> {
  return page.locator('thead th:visible').allInnerTexts();
}

function focused(page: Page): Promise<unknown> {
  return page.evaluate('document.activeElement.textContent');
}

function announcement(page: Page): Promise<string> {
  return page.getByRole('status').innerText();
}

/** WCAG 2.2's contrast ratio of text to its background, the lowest on the page. */
const lowestContrast = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = channels(color).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return channels(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
  };
  const ratios = [...document.body.querySelectorAll('*')]
    .filter((element) => element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((element) => [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a))
    .map(([lighter, darker]) => (lighter + 0.05) / (darker + 0.05));
  return Math.min(...ratios);
})()`;
