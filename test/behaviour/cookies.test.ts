import {
  appOrigin,
  Browser,
  cookieChangeOf,
  type RequestHeaders,
  signInWithBrowser,
} from '../support/browser.js';
import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import { startGraphward, useGraphward } from '../support/graphward.js';
import { expectAlive, type Tokens, tryToLogIn } from '../support/sessions.js';

const clock = createTestClock();
const graphward = useGraphward({ clock, env: { CORS_ORIGINS: `https://other.example.com,${appOrigin}` } });
const fromApp = { origin: appOrigin, 'apollo-require-preflight': 'true' };

const forgeries: [string, RequestHeaders][] = [
  ['no header that needs a preflight', { origin: appOrigin }],
  ['an empty one', { origin: appOrigin, 'apollo-require-preflight': '' }],
  ['no Origin', { 'apollo-require-preflight': 'true' }],
  ['a foreign Origin', { ...fromApp, origin: 'https://evil.example.com' }],
  ['an Origin that begins like an allowed one', { ...fromApp, origin: `${appOrigin}.evil.example.com` }],
  ['an allowed Origin on another port', { ...fromApp, origin: `${appOrigin}:8443` }],
  ['the Origin null', { ...fromApp, origin: 'null' }],
];

it('restricts the cookie to this host, and omits the token from the payload', async () => {
  const alice = await graphward.signUp('alice');

  const result = await new Browser(graphward).logIn(alice);

  expect(expectData(result).login).toMatchObject({ refreshToken: null });
  const [pair, ...attributes] = result.headers.getSetCookie().join().split('; ');
  expect(pair).toMatch(/^__Host-graphward-refresh=[\w-]{64}$/);
  const expires = new Date(clock().getTime() + 7 * 86_400_000).toUTCString();
  expect(attributes.sort()).toEqual(
    ['Path=/', `Expires=${expires}`, 'HttpOnly', 'Secure', 'SameSite=Strict'].sort(),
  );
});

it('sets no cookie unless requested', async () => {
  const alice = await graphward.signUp('alice');
  const result = await tryToLogIn(graphward, alice, { headers: fromApp });
  expect(expectData(result).login).toMatchObject({ refreshToken: expect.any(String) as string });
  expect(cookieChangeOf(result)).toBeNull();
});

it('refreshes with the token from the cookie and puts the next one there', async () => {
  const { browser, tokens } = await signInWithBrowser(graphward);

  const fresh = expectData(await browser.refresh()).refresh as Tokens;

  expect(fresh.refreshToken).toBeNull();
  expect(browser.cookie).not.toBe(tokens.refreshToken);
  await expectAlive(graphward, { ...fresh, refreshToken: browser.cookie ?? '' });
});

it.each([
  ['another scheme', (own: URL) => `https://${own.host}`],
  ['another port', (own: URL) => `http://${own.hostname}:1`],
  ['userinfo', (own: URL) => `http://user:password@${own.host}`],
  ['an empty userinfo', (own: URL) => `http://@${own.host}`],
  ['a path', (own: URL) => `http://${own.host}/`],
  ['another spelling', (own: URL) => `HTTP://${own.host}`],
])("treats the API's own host with %s as another origin", async (_what, origin) => {
  const { browser, tokens } = await signInWithBrowser(graphward);
  const result = await browser.refresh({ ...fromApp, origin: origin(new URL(graphward.url)) });
  expectCode(result, 'FORBIDDEN');
  await expectAlive(graphward, tokens);
});

it("treats the origin that a trusted proxy forwards as the API's own", async () => {
  const proxied = await startGraphward({ env: { TRUST_PROXY: 'true', CORS_ORIGINS: appOrigin } });
  const { browser } = await signInWithBrowser(proxied);
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'api.example.com' };
  expectData(await browser.refresh({ ...fromApp, ...forwarded, origin: 'https://api.example.com' }));
  expectCode(
    await browser.refresh({ ...fromApp, ...forwarded, origin: 'http://api.example.com' }),
    'FORBIDDEN',
  );
  await proxied.stop();
});

it('the pages of the API itself may use the cookie', async () => {
  const { browser } = await signInWithBrowser(graphward);
  expectData(await browser.refresh({ ...fromApp, origin: graphward.url }));
});

it.each(forgeries)('a request with %s cannot use the cookie', async (_what, headers) => {
  const { browser, alice, tokens } = await signInWithBrowser(graphward);

  for (const result of [
    await browser.refresh(headers),
    await browser.logOut('THIS', headers),
    await new Browser(graphward).logIn(alice, headers),
  ]) {
    expectCode(result, 'FORBIDDEN');
    expect(cookieChangeOf(result)).toBeNull();
  }

  await expectAlive(graphward, tokens);
  const { sessions } = expectData(await graphward.as({ ...alice, ...tokens }).ask('{ sessions { id } }'));
  // The two of signing up and signing in: the rejected sign-in started none.
  expect(sessions).toHaveLength(2);
});

it('a repeated refresh after a lost response sets the same successor in the cookie', async () => {
  const { browser } = await signInWithBrowser(graphward);
  const before = browser.cookie;
  await browser.refresh();
  const successor = browser.cookie;
  browser.cookie = before;

  expectData(await browser.refresh());

  expect(browser.cookie).toBe(successor);
});

it('concurrent refreshes in several tabs all end with the same cookie', async () => {
  const { browser } = await signInWithBrowser(graphward);
  const tabs = Array.from({ length: 5 }, () => new Browser(graphward, browser.cookie));

  const results = await Promise.all(tabs.map((tab) => tab.refresh()));

  results.forEach(expectData);
  expect(new Set(tabs.map(({ cookie }) => cookie)).size).toBe(1);
  browser.cookie = tabs[0]?.cookie;
  expectData(await browser.refresh());
});
