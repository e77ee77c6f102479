/** Users of the console: their profile, security, sessions, keys and data. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { createTestClock } from '../support/clock.js';
import { confirmIn, openConsoleAs, rowsOf, useBrowser } from '../support/console.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, useGraphward } from '../support/graphward.js';
import { codeAt, logInWith } from '../support/second-factor.js';
import { expectAlive, tryToLogIn } from '../support/sessions.js';

const clock = createTestClock();
const graphward = useGraphward({ clock });
const newPassword = 'seven quiet otters sleep';

/** The width of the image of the QR code, once the browser has decoded it. */
const decodedWidth = `(async () => {
  const image = document.querySelector('img.qr');
  await image.decode();
  return image.naturalWidth;
})()`;

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const message = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

describeInChromium('an account in the console', () => {
  const browser = useBrowser();
  let alice: Person;
  beforeEach(async () => {
    alice = await graphward.signUp('alice');
  });

  it('has a name that its user changes, shown as text whatever it contains', async () => {
    const page = await openConsoleAs(browser(), graphward, alice);
    const name = '<img src=x onerror=alert(1)>"{{7*7}}';
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await press(page, 'Save');
    await message(page, 'The name is saved.');
    await page.locator('.who').getByText(name).waitFor();
    expect(await page.locator('img').count()).toBe(0);
  });

  it('has a password that its user changes, which signs out other devices', async () => {
    const page = await openConsoleAs(browser(), graphward, alice, '/security');
    const form = page.getByRole('region', { name: 'Password' });
    await form.getByLabel('Current password').fill('wrong wrong wrong');
    await form.getByLabel('New password').fill(newPassword);
    await press(page, 'Change the password');
    await form.getByRole('alert').waitFor();
    await form.getByLabel('Current password').fill(alice.password);
    await press(page, 'Change the password');
    await message(page, 'The password is changed.');

    expectData(await tryToLogIn(graphward, { ...alice, password: newPassword }));
    expectCode(await graphward.as(alice).ask('{ me { id } }'), 'UNAUTHENTICATED', 'TOKEN_REVOKED');
    await page.reload();
    await page.getByRole('heading', { name: 'Security' }).waitFor();
  });

  it('gets a second factor with a QR code, new recovery codes, and loses it', async () => {
    const page = await openConsoleAs(browser(), graphward, alice, '/security');
    const section = page.getByRole('region', { name: 'Second factor' });
    await section.getByLabel('Current password').fill(alice.password);
    await press(page, 'Set up an authenticator app');
    const image = section.getByRole('img');
    await image.waitFor();
    expect(await page.evaluate(decodedWidth)).toBeGreaterThan(0);
    const secret = await section.locator('code').innerText();
    await section.getByLabel('Code that the app shows').fill(codeAt(secret, clock()));
    await press(page, 'Turn on the second factor');

    const codes = section.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await eventually(async () => expect(await codes.count()).toBe(10));
    const [code = '', other = ''] = await codes.allInnerTexts();
    const download = page.waitForEvent('download');
    await press(page, 'Save as a file');
    expect(readFileSync(await (await download).path(), 'utf8').split('\n')).toContain(code);
    await press(page, 'I have kept them');
    expectCode(await tryToLogIn(graphward, alice), 'OTP_REQUIRED');
    expectData(await logInWith(graphward, alice, code));

    await press(page, 'New recovery codes');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Current password').fill(alice.password);
    await dialog.getByLabel('Code').fill(code);
    await confirmIn(page, 'Get new recovery codes?', 'New recovery codes');
    // The code has been used.
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('Code').fill(other);
    await confirmIn(page, 'Get new recovery codes?', 'New recovery codes');
    await eventually(async () => expect(await codes.count()).toBe(10));
    const [newCode = ''] = await codes.allInnerTexts();
    await press(page, 'I have kept them');

    await press(page, 'Turn off');
    await dialog.getByLabel('Current password').fill(alice.password);
    await dialog.getByLabel('Code').fill(newCode);
    await confirmIn(page, 'Turn off the second factor?', 'Turn off');
    await message(page, 'The second factor is off.');
    expectData(await tryToLogIn(graphward, alice));
  });

  it('lists its sessions, and ends one and all others', async () => {
    const other = await graphward.signIn(alice);
    const userAgent = '<script>alert(1)</script>';
    await logInWith(graphward, alice, undefined, { headers: { 'user-agent': userAgent } });
    const page = await openConsoleAs(browser(), graphward, alice, '/sessions');
    await eventually(async () => expect(await rowsOf(page, 'Sessions')).toHaveLength(4));
    const devices = (await rowsOf(page, 'Sessions')).map(([device]) => device);
    expect(devices).toContainEqual(expect.stringMatching(/^Chrome on Linux\s+This device$/));

    await page.getByRole('button', { name: `Sign out there: ${userAgent}` }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: `Sign out there: ${userAgent}` }).click();
    await confirmIn(page, 'End this session?', 'Sign out there');
    await message(page, 'The session has ended.');
    await eventually(async () => expect(await rowsOf(page, 'Sessions')).toHaveLength(3));

    await press(page, 'Sign out everywhere else');
    await confirmIn(page, 'Sign out everywhere else?', 'Sign out everywhere else');
    await message(page, 'All other sessions have ended.');
    await eventually(async () => expect(await rowsOf(page, 'Sessions')).toHaveLength(1));
    expectCode(await graphward.as(other).ask('{ me { id } }'), 'UNAUTHENTICATED', 'TOKEN_REVOKED');
  });

  it('creates an API key after the password was entered again, shows it once, and revokes it', async () => {
    const page = await openConsoleAs(browser(), graphward, alice, '/keys');
    await page.getByText('No keys.').waitFor();
    // The access token has expired, too.
    clock.advance(1_200);
    await page.getByLabel('Name').fill('nightly');
    await press(page, 'Create the key');
    const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
    await dialog.getByLabel('Password').fill('not the right password');
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('Password').fill(alice.password);
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('It is not shown again.').waitFor();
    const key = await page.locator('.secret').innerText();
    await press(page, 'I have kept it');
    expect(await page.content()).not.toContain(key);

    await page.getByRole('button', { name: 'Revoke nightly' }).click();
    await confirmIn(page, 'Revoke this key?', 'Revoke');
    await message(page, 'The key is revoked.');
    await eventually(async () =>
      expect((await rowsOf(page, 'API keys'))[0]?.[0]).toMatch(/^nightly\s+Revoked/),
    );
  });

  it('gives up what needs the password again when the user cancels', async () => {
    const page = await openConsoleAs(browser(), graphward, alice, '/keys');
    clock.advance(1_200);
    await page.getByLabel('Name').fill('nightly');
    await press(page, 'Create the key');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alert').filter({ hasText: 'This requires your password again.' }).waitFor();
  });

  it('is exported', async () => {
    const page = await openConsoleAs(browser(), graphward, alice, '/data');
    const download = page.waitForEvent('download');
    await press(page, 'Save the file');
    expect((await download).suggestedFilename()).toBe('account.json');
    expect(JSON.parse(readFileSync(await (await download).path(), 'utf8'))).toMatchObject({
      account: { email: alice.email },
    });
  });

  it('is deleted after a confirmation with the password', async () => {
    const page = await openConsoleAs(browser(), graphward, alice, '/data');
    await press(page, 'Delete the account');
    await page.getByRole('dialog').getByLabel('Current password').fill(alice.password);
    await confirmIn(page, 'Delete your account?', 'Delete the account');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await message(page, 'The account is deleted.');
    expectCode(await tryToLogIn(graphward, alice), 'INVALID_CREDENTIALS');
  });

  it('is signed out in all tabs of the browser', async () => {
    const page = await openConsoleAs(browser(), graphward, alice);
    const tab = await page.context().newPage();
    await tab.goto(`${graphward.url}/console/sessions`);
    await tab.getByRole('table', { name: 'Sessions' }).waitFor();
    await press(page, 'Sign out');
    await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
    await tab.goBack().catch(() => undefined);
    expectData(await tryToLogIn(graphward, alice));
  });

  it('survives a lost connection, and says so', async () => {
    const page = await openConsoleAs(browser(), graphward, alice);
    await page.getByRole('textbox', { name: 'Name' }).fill('Offline');
    await page.context().setOffline(true);
    await press(page, 'Save');
    await page.getByText('The server cannot be reached. Trying again').waitFor();
    await page.context().setOffline(false);
    await page.getByText('The server cannot be reached. Trying again').waitFor({ state: 'detached' });
    await press(page, 'Save');
    await message(page, 'The name is saved.');
  });

  it('does not open pages for administrators', async () => {
    const page = await openConsoleAs(browser(), graphward, alice, '/users');
    await page.getByRole('heading', { name: 'For administrators' }).waitFor();
    expect(await page.getByRole('link', { name: 'Users' }).count()).toBe(0);
    await expectAlive(graphward, alice);
  });
});
