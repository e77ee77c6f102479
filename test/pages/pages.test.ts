import type { Browser, Page } from 'playwright-core';
import { describeInChromium, launchChromium } from '../support/chromium.js';
import { until } from '../support/embedded-mongodb.js';
import { useGraphward } from '../support/graphward.js';
import { expectBadRequest, send } from '../support/http.js';

const graphward = useGraphward();
const production = useGraphward({ env: { NODE_ENV: 'production', ISSUER: 'https://auth.example.com' } });

const openInBrowser = (server: typeof graphward, path: string) =>
  send(server, { path, headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });

describe('the landing page of /graphql', () => {
  it.each(['/graphql', '/graphql?query=%7B__typename%7D'])(
    '%s is Apollo Sandbox in development',
    async (path) => {
      const { status, headers, text } = await openInBrowser(graphward, path);

      expect([status, headers.get('content-type')]).toEqual([200, 'text/html']);
      expect(text).toContain('embeddable-sandbox');
      // The page has its own policy; the header must not forbid what that allows.
      expect(headers.get('content-security-policy')).toBe(
        "base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it('is not available in production', async () => {
    expectBadRequest(await openInBrowser(production, '/graphql'), 400);
  });

  it('does not replace the response to a client that accepts JSON', async () => {
    const path = '/graphql?query=%7B__typename%7D';
    const headers = { accept: '*/*', 'apollo-require-preflight': 'true' };
    expect((await send(graphward, { path, headers })).text).toBe('{"data":{"__typename":"Query"}}\n');
  });
});

describeInChromium('GraphiQL in a browser', () => {
  /** A browser and nine megabytes of script are slow on a busy machine. */
  const patienceMs = 60_000;
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  }, patienceMs);
  afterAll(() => browser.close());

  /** Opens the page and records its errors and its requests to other origins. */
  async function openGraphiql(): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      // Whether somebody is signed in is known only after a refresh, which fails without a cookie.
      const isExpected =
        message.text().includes('status of 400') && message.location().url.endsWith('/graphql');
      if (['error', 'warning'].includes(message.type()) && !isExpected) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== graphward.url && !['data:', 'blob:'].includes(protocol)) complaints.push(request.url());
    });
    await page.goto(`${graphward.url}/graphiql`);
    await page
      .locator('.graphiql-query-editor .view-lines, .graphiql-query-editor .CodeMirror')
      .first()
      .waitFor();
    return { page, complaints };
  }

  it(
    'opens with a query that an anonymous viewer can run, wide and narrow',
    async () => {
      const { page } = await openGraphiql();
      const editors = page.locator('.graphiql-editors');
      expect(await editors.innerText()).toMatch(/Sign.in.at.the.top.right[^]*Hello/);
      await page.setViewportSize({ width: 390, height: 800 });
      expect((await editors.boundingBox())?.width).toBeGreaterThan(280);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page
        .locator('.graphiql-doc-explorer-content, [aria-label="Show Documentation Explorer"]')
        .click();
      await page.getByText('root types', { exact: false }).first().waitFor();
      expect(await page.locator('.squiggly-error').count()).toBe(0);
      await page.close();
    },
    patienceMs,
  );

  it(
    'is linked from the landing page when Apollo Sandbox does not load',
    async () => {
      const page = await browser.newPage();
      await page.route(
        (url) => url.origin !== graphward.url,
        (route) => route.abort(),
      );
      await page.goto(`${graphward.url}/graphql`);
      await page.getByRole('link', { name: 'Open GraphiQL' }).click();
      await page.locator('.graphiql-query-editor').waitFor();
      expect(new URL(page.url()).pathname).toBe('/graphiql');
      await page.close();
    },
    patienceMs,
  );

  it(
    'runs a query, without external resources or policy violations',
    async () => {
      const { page, complaints } = await openGraphiql();
      await page.locator('.graphiql-query-editor').click();
      await page.keyboard.press('Control+A');
      // The editor closes the bracket automatically.
      await page.keyboard.insertText('{ answer: __typename');
      // Until the editor notices the new operation after a moment, it runs the previous one.
      await until(async () => {
        await page.keyboard.press('Control+Enter');
        return (await page.locator('.graphiql-response').innerText()).includes('"Query"');
      });

      expect(complaints).toEqual([]);
      await page.close();
    },
    patienceMs,
  );
});

describe('GraphiQL', () => {
  it('is compressed, and not sent again to a client that has cached it', async () => {
    const first = await send(graphward, { path: '/graphiql', headers: { 'accept-encoding': 'gzip' } });
    const etag = String(first.headers.get('etag'));
    const again = await send(graphward, { path: '/graphiql', headers: { 'if-none-match': etag } });

    expect([first.status, first.headers.get('content-encoding')]).toEqual([200, 'gzip']);
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('allows only its own script, and no framing', async () => {
    const { headers } = await send(graphward, { path: '/graphiql' });
    const policy = String(headers.get('content-security-policy'));

    expect(policy).toMatch(
      /default-src 'none'.*frame-ancestors 'none'|frame-ancestors 'none'.*default-src 'none'/,
    );
    expect(/script-src ([^;]*)/.exec(policy)?.[1]).toMatch(/^('sha256-[A-Za-z0-9+/=]{44}' ?)+$/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is not available in production', async () => {
    expect((await openInBrowser(production, '/graphiql')).status).toBe(404);
  });
});
