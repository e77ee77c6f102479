import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import type { Browser, Page } from 'playwright-core';
import { refreshCookieName } from '../support/browser.js';
import { describeInChromium, launchChromium } from '../support/chromium.js';
import { until } from '../support/embedded-mongodb.js';
import { type Person, useGraphward } from '../support/graphward.js';
import { describeWith } from '../support/installed-programs.js';
import { cleanUpProcesses } from '../support/process.js';
import { codeOf } from '../support/readme.js';
import { takePort } from '../support/take-port.js';
import { createCertificate } from './certificate.js';
import { startNginx } from './gateway.js';

const guide = 'docs/operations.md';

describeWith('nginx', 'openssl')('behind nginx with TLS', () => {
  const graphward = useGraphward({ env: { TRUST_PROXY: '127.0.0.1' } });
  const unaware = useGraphward();
  const distrusting = useGraphward({ env: { TRUST_PROXY: '10.0.0.0/8' } });
  let site: TlsSite;
  let alice: Person;
  beforeAll(async () => {
    site = await startTls(graphward.url);
    alice = await graphward.signUp('alice');
  });
  afterAll(cleanUpProcesses);

  it('responses have each security header once, and tell browsers to stay with HTTPS', async () => {
    const { status, headers } = await site.ask('/live');
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toEqual(['max-age=31536000; includeSubDomains']);
    for (const name of [
      'content-security-policy',
      'x-content-type-options',
      'referrer-policy',
      'x-frame-options',
    ])
      expect([name, headers[name]?.length]).toEqual([name, 1]);
  });

  it('HTTP redirects to HTTPS, and /metrics is not public', async () => {
    const { status, headers } = await fetch(`${site.plainUrl}/graphql?x=1`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([308, 'https://localhost/graphql?x=1']);
    expect((await site.ask('/metrics')).status).toBe(404);
  });

  it('the refresh cookie is bound to the host and to HTTPS', async () => {
    const { status, headers } = await logIn(site, alice);
    expect(status).toBe(200);
    const [pair, ...attributes] = String(headers['set-cookie']).split('; ');
    expect(pair).toMatch(/^__Host-graphward-refresh=[\w-]{64}$/);
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']));
    expect(attributes.some((attribute) => attribute.startsWith('Domain'))).toBe(false);
  });

  it('the API recognises its origin only from the headers of a proxy that it trusts', async () => {
    for (const server of [unaware, distrusting]) {
      const { text } = await logIn(await startTls(server.url), await server.signUp('bob'));
      expect(text).toContain('Behind a proxy that terminates TLS, set TRUST_PROXY.');
    }
  });

  it("a client's own X-Forwarded headers have no effect", async () => {
    const forged = {
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'evil.example.com',
      forwarded: 'for=203.0.113.7;host=evil.example.com',
    };
    const carol = await graphward.signUp('carol');
    expect((await logIn(site, carol, forged)).text).toContain('"accessToken"');
    expect((await logIn(site, carol, { ...forged, origin: 'https://evil.example.com' })).text).toContain(
      'FORBIDDEN',
    );
    const { data } = await graphward.as(carol).ask('{ sessions { ipAddress } }');
    const { sessions } = data as { sessions: { ipAddress: string }[] };
    expect(new Set(sessions.map(({ ipAddress }) => ipAddress))).toEqual(new Set(['127.0.0.1']));
  });

  describeInChromium('in Chromium', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    }, 60_000);
    afterAll(() => browser.close());

    it('a user signs in, reloads, refreshes and signs out with the cookie', async () => {
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const page = await context.newPage();
      const cookies = () => context.cookies();
      // A page of the server whose policy allows requests.
      await page.goto(`${site.url}/graphiql`, { waitUntil: 'domcontentloaded' });

      const { email, password } = alice;
      const login = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }';
      const signedIn = await askInPage(page, login, { input: { email, password, cookie: true } });
      expect(signedIn.data.login).toMatchObject({ refreshToken: null });
      const [first, ...more] = await cookies();
      expect(more).toEqual([]);
      expect(first).toMatchObject({
        name: refreshCookieName,
        domain: 'localhost',
        path: '/',
        httpOnly: true,
        secure: true,
        sameSite: 'Strict',
      });
      expect(await page.evaluate('document.cookie')).toBe('');

      await page.reload({ waitUntil: 'domcontentloaded' });
      const refreshed = await askInPage(page, 'mutation { refresh { accessToken } }');
      const { accessToken } = refreshed.data.refresh as { accessToken: string };
      const [second] = await cookies();
      expect(second?.value).not.toBe(first?.value);
      const me = await askInPage(page, '{ me { id } }', {}, accessToken);
      expect(me.data.me).toEqual({ id: alice.id });

      await askInPage(page, 'mutation { logout { revokedSessions } }', {}, accessToken);
      expect(await cookies()).toEqual([]);
      const after = await askInPage(page, 'mutation { refresh { accessToken } }');
      expect(after.errors?.[0]?.extensions.code).toBe('INVALID_REFRESH_TOKEN');
      await context.close();
    }, 60_000);
  });
});

interface TlsResponse {
  readonly status: number;
  readonly headers: NodeJS.Dict<string[]>;
  readonly text: string;
}

interface TlsSite {
  readonly url: string;
  readonly plainUrl: string;
  ask(path: string, headers?: Record<string, string>, body?: string): Promise<TlsResponse>;
}

/** Starts nginx with the configuration of the guide, unchanged except for ports, name and certificate. */
async function startTls(upstream: string): Promise<TlsSite> {
  const [tls, plain] = [await takePort(), await takePort()];
  for (const { release } of [tls, plain]) release();
  const { certificate, key } = createCertificate('localhost');
  const configuration = codeOf('tls.conf', guide)
    .replaceAll('127.0.0.1:4000', new URL(upstream).host)
    .replace('listen 443 ssl', `listen 127.0.0.1:${tls.port} ssl`)
    .replace('listen 80;', `listen 127.0.0.1:${plain.port};`)
    .replaceAll('auth.example.com', 'localhost')
    .replace('/etc/ssl/private/localhost.pem', key)
    .replace('/etc/ssl/certs/localhost.pem', certificate);
  const nginx = startNginx(configuration);
  const ca = readFileSync(certificate);
  const ask: TlsSite['ask'] = (path, headers = {}, body = '') =>
    new Promise((resolve, reject) => {
      const method = body === '' ? 'GET' : 'POST';
      const options = { host: '127.0.0.1', servername: 'localhost', port: tls.port, path, method, ca };
      const request = httpsRequest(
        { ...options, headers: { host: `localhost:${tls.port}`, ...headers }, agent: false },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headersDistinct, text }),
          );
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  await until(() =>
    ask('/live').then(
      () => true,
      () => false,
    ),
  ).catch(() => {
    throw new Error(nginx.said().stderr);
  });
  return { url: `https://localhost:${tls.port}`, plainUrl: `http://127.0.0.1:${plain.port}`, ask };
}

function logIn(site: TlsSite, { email, password }: Person, headers: Record<string, string> = {}) {
  const query = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }';
  const body = JSON.stringify({ query, variables: { input: { email, password, cookie: true } } });
  const sent = {
    'content-type': 'application/json',
    'content-length': String(body.length),
    'apollo-require-preflight': 'true',
    origin: site.url,
  };
  return site.ask('/graphql', { ...sent, ...headers }, body);
}

interface PageResult {
  readonly data: Record<string, unknown>;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** Sends a request from a page's own script. */
function askInPage(page: Page, query: string, variables = {}, token?: string): Promise<PageResult> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = {
    'content-type': 'application/json',
    'apollo-require-preflight': 'true',
    ...authorization,
  };
  const options = { method: 'POST', headers, body: JSON.stringify({ query, variables }) };
  return page.evaluate(`fetch('/graphql', ${JSON.stringify(options)}).then((response) => response.json())`);
}
