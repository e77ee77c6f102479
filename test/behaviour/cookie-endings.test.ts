import { type Binary, MongoClient, ObjectId } from 'mongodb';
import {
  appOrigin,
  Browser,
  cookieChangeOf,
  type RequestHeaders,
  signInWithBrowser,
} from '../support/browser.js';
import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, useGraphward } from '../support/graphward.js';
import {
  askWhoIAm,
  expectAlive,
  expectDead,
  logOut,
  refresh,
  type Tokens,
  tryToLogIn,
} from '../support/sessions.js';
import { takeApart } from '../support/tokens.js';

const clock = createTestClock();
const database = freshDatabaseUri();
const graphward = useGraphward({ clock, database, env: { CORS_ORIGINS: appOrigin } });
const mongo = new MongoClient(database);
afterAll(() => mongo.close());

it.each<[string, (browser: Browser) => Promise<unknown>]>([
  ['was ended', ({ cookie: refreshToken = '' }) => logOut(graphward, { refreshToken })],
  ['expired', () => pass(7 * 86_400)],
])('clears the cookie of a session that %s', async (_what, end) => {
  const { browser } = await signInWithBrowser(graphward);
  await end(browser);

  expectCode(await browser.refresh(), 'INVALID_REFRESH_TOKEN');

  expect(browser.cookie).toBeUndefined();
});

it('keeps the cookie after a refresh that fails for any other reason', async () => {
  const { browser, tokens } = await signInWithBrowser(graphward);
  const sessions = mongo.db().collection('sessions');
  const _id = new ObjectId(takeApart(tokens.accessToken).claims.sid as string);
  const session = await sessions.findOne({ _id });
  await sessions.updateOne({ _id }, { $unset: { salt: true } });

  const result = await browser.refresh();

  expectCode(result, 'INTERNAL_SERVER_ERROR');
  expect(cookieChangeOf(result)).toBeNull();
  await sessions.updateOne({ _id }, { $set: { salt: session?.salt as Binary } });
  await expectAlive(graphward, tokens);
});

it('rejects but does not clear a cookie from before a password change, because a newer one may be on its way', async () => {
  const { browser, alice, tokens } = await signInWithBrowser(graphward);
  const { cookie } = browser;
  const query = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { refreshToken } }';
  const input = { currentPassword: alice.password, newPassword: 'something else altogether' };
  expectData(await graphward.ask(query, { input }, { token: tokens.accessToken }));

  expectCode(await browser.refresh(), 'INVALID_REFRESH_TOKEN');

  expect(browser.cookie).toBe(cookie);
});

it('keeps the cookie when a token from the input is rejected', async () => {
  const { browser, tokens } = await signInWithBrowser(graphward);
  const query = 'mutation { refresh(input: { refreshToken: "unknown" }) { accessToken } }';

  const result = await browser.ask(query);

  expectCode(result, 'INVALID_REFRESH_TOKEN');
  expect(cookieChangeOf(result)).toBeNull();
  await expectAlive(graphward, tokens);
});

it.each(['THIS', 'ALL'])('logging out of %s by the cookie ends its session and clears it', async (scope) => {
  const { browser, tokens } = await signInWithBrowser(graphward);

  expect(expectData(await browser.logOut(scope)).logout).toMatchObject({
    revokedSessions: scope === 'ALL' ? 2 : 1,
  });

  expect(browser.cookie).toBeUndefined();
  await expectDead(graphward, tokens);
});

it('logging out elsewhere keeps the cookie', async () => {
  const { browser, alice, tokens } = await signInWithBrowser(graphward);

  expectData(await browser.logOut('OTHERS'));

  await expectDead(graphward, alice);
  expect(browser.cookie).toBe(tokens.refreshToken);
  await expectAlive(graphward, tokens);
});

it('logging out with the access token clears the cookie of its session', async () => {
  const { browser, tokens } = await signInWithBrowser(graphward);

  expectData(await browser.logOut('THIS', undefined, tokens.accessToken));

  expect(browser.cookie).toBeUndefined();
  await expectDead(graphward, tokens);
});

it('logging out with the access token of another session keeps the cookie', async () => {
  const { browser, alice, tokens } = await signInWithBrowser(graphward);

  expectData(await browser.logOut('THIS', undefined, alice.accessToken));

  await expectDead(graphward, alice);
  expect(browser.cookie).toBe(tokens.refreshToken);
  await expectAlive(graphward, tokens);
});

it('logging out with an unknown cookie succeeds and clears it', async () => {
  const browser = new Browser(graphward, 'unknown');
  expect(expectData(await browser.logOut()).logout).toEqual({ revokedSessions: 0 });
  expect(browser.cookie).toBeUndefined();
});

describe('changing the password', () => {
  const changePassword = (
    { password }: Person,
    browser: Browser,
    { accessToken }: Tokens,
    headers?: RequestHeaders,
  ) =>
    browser.ask(
      `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken refreshToken } }`,
      { input: { currentPassword: password, newPassword: 'a new one, just as long' } },
      headers,
      accessToken,
    );

  it('puts the new token into the cookie if the session has one', async () => {
    const { browser, alice, tokens } = await signInWithBrowser(graphward);

    const { changePassword: fresh } = expectData(await changePassword(alice, browser, tokens));

    expect(fresh).toMatchObject({ refreshToken: null });
    expect(browser.cookie).not.toBe(tokens.refreshToken);
    await expectAlive(graphward, { ...(fresh as Tokens), refreshToken: browser.cookie ?? '' });
  });

  it('keeps the cookie of another session', async () => {
    const { browser, tokens } = await signInWithBrowser(graphward);
    const bob = await graphward.signUp('bob');

    const { changePassword: fresh } = expectData(await changePassword(bob, browser, bob));

    await expectAlive(graphward, fresh as Tokens);
    await expectAlive(graphward, tokens);
  });

  it('is rejected beforehand if the request may not use the cookie', async () => {
    const { browser, alice, tokens } = await signInWithBrowser(graphward);

    expectCode(await changePassword(alice, browser, tokens, { origin: appOrigin }), 'FORBIDDEN');

    expectData(await askWhoIAm(graphward, tokens.accessToken));
    expectData(await tryToLogIn(graphward, alice));
    expect((await refresh(graphward, tokens.refreshToken)).accessToken).toBeTruthy();
  });
});

function pass(seconds: number): Promise<void> {
  clock.advance(seconds);
  return Promise.resolve();
}
