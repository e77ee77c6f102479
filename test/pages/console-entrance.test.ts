/** Visitors of the console: signing up and in, and the links in mails. */
import type { Page } from 'playwright-core';
import { mailSettings } from '../support/account-mutations.js';
import { describeInChromium } from '../support/chromium.js';
import { openConsole, openConsoleAs, signInOn, useBrowser } from '../support/console.js';
import { expectData } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';
import { tokenIn, useMailServer } from '../support/mail-server.js';
import { codeAt, enableSecondFactor } from '../support/second-factor.js';

const mailServer = useMailServer();
const graphward = useGraphward(() => ({ env: mailSettings(mailServer()) }));
const newPassword = 'seven quiet otters sleep';

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).innerText();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

describeInChromium('the entrance of the console', () => {
  const browser = useBrowser();

  it('creates an account, which stays signed in after a reload', async () => {
    const page = await openConsole(browser(), graphward, '/sign-up');
    await page.getByLabel('Name').fill('Dora');
    await page.getByLabel('E-mail address').fill('dora@example.com');
    await page.getByLabel('New password').fill(newPassword);
    await press(page, 'Create the account');
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/profile');

    await page.reload();
    await page.getByText('dora@example.com').first().waitFor();
    expect(await heading(page)).toBe('Profile');
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])')).toBe(
      '[{},{},""]',
    );
  });

  it('says beside the field what is wrong with it, and focuses it', async () => {
    const page = await openConsole(browser(), graphward, '/sign-up');
    await page.getByLabel('E-mail address').fill('weak@example.com');
    await page.getByLabel('New password').fill('short');
    await press(page, 'Create the account');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/15/);
    expect(await page.evaluate('document.activeElement.name')).toBe('password');
    expect(await page.getByLabel('New password').getAttribute('aria-invalid')).toBe('true');
  });

  it('can be used by keyboard alone', async () => {
    const { email, password } = await graphward.signUp('keyboard');
    const page = await openConsole(browser(), graphward);
    await page.getByLabel('E-mail address').waitFor();
    const focused = () => page.evaluate('document.activeElement.textContent || document.activeElement.name');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Tab');
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    expect(await focused()).toBe('Profile');

    await page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('Sign out');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await focused()).toBe('Sign in');
  });

  it('rejects a wrong password without saying more', async () => {
    const { email } = await graphward.signUp('alice');
    const page = await openConsole(browser(), graphward, '/sign-in');
    await signInOn(page, { email, password: 'not the right password' });
    expect(await page.getByRole('alert').innerText()).toBe('This is not right. Check what you entered.');
    expect(await page.getByLabel('E-mail address').inputValue()).toBe(email);
  });

  it('asks for the code of the second factor', async () => {
    const alice = await graphward.signUp('alice');
    const { secret, recoveryCodes } = await enableSecondFactor(graphward, alice, new Date());
    const page = await openConsole(browser(), graphward, '/sessions');
    await signInOn(page, alice);
    await page.getByLabel('Code').fill('000000');
    await press(page, 'Sign in');
    await page.getByRole('alert').waitFor();
    expect(codeAt(secret, new Date())).toMatch(/^\d{6}$/);
    await page.getByLabel('Code').fill(` ${recoveryCodes[0] ?? ''} `);
    await press(page, 'Sign in');
    // The page that was asked for.
    await page.getByRole('table', { name: 'Sessions' }).waitFor();
  });

  it('resets a forgotten password with the link of the mail, whose token leaves the address bar', async () => {
    const { email } = await graphward.signUp('alice');
    const page = await openConsole(browser(), graphward, '/sign-in');
    await page.getByRole('link', { name: 'Forgot the password?' }).click();
    await page.getByLabel('E-mail address').fill(email);
    await press(page, 'Send the link');
    await page.getByText(`If there is an account with the address ${email}`).waitFor();

    const token = tokenIn(await mailServer().mailTo(email));
    await page.goto(`${graphward.url}/console/reset-password#token=${token}`);
    await page.getByLabel('New password').fill(newPassword);
    expect(page.url()).toBe(`${graphward.url}/console/reset-password`);
    await press(page, 'Set the password');
    await page.getByText('The password is set. Sign in with it.').waitFor();
    await signInOn(page, { email, password: newPassword });
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  });

  it('says that a link is not valid, or incomplete', async () => {
    const page = await openConsole(browser(), graphward, '/reset-password#token=unknown');
    await page.getByLabel('New password').fill(newPassword);
    await press(page, 'Set the password');
    await page.getByRole('alert').waitFor();
    await page.goto(`${graphward.url}/console/verify-email`);
    await page.getByText('This link is incomplete.').waitFor();
  });

  it('changes and verifies an address, and undoes it, when the user presses a button', async () => {
    const alice = await graphward.signUp('alice');
    const admin = await graphward.signUp('admin', 'ADMIN');
    const newEmail = `new.${alice.email}`;
    const page = await openConsoleAs(browser(), graphward, alice);
    await page.getByLabel('New e-mail address').fill(newEmail);
    await page.getByLabel('Current password').fill(alice.password);
    await press(page, 'Send the link');
    await page.getByText(`A mail with a link is on its way to ${newEmail}.`).waitFor();

    await page.goto(
      `${graphward.url}/console/verify-email#token=${tokenIn(await mailServer().mailTo(newEmail))}`,
    );
    await press(page, 'Verify the address');
    await page.getByText('The address is verified.').waitFor();
    await page.getByRole('link', { name: 'Continue' }).click();
    await page.getByText(newEmail).first().waitFor();

    const undo = tokenIn(await mailServer().mailTo(alice.email, /address/i));
    await page.goto(`${graphward.url}/console/undo-email-change#token=${undo}`);
    await press(page, 'Undo the change');
    await page.getByText('Now reset the password.').waitFor();
    const { user } = expectData(
      await graphward.as(admin).ask('query ($id: ID!) { user(id: $id) { email } }', { id: alice.id }),
    );
    expect(user).toEqual({ email: alice.email });
  });

  it('has a page for addresses that do not exist', async () => {
    const page = await openConsole(browser(), graphward, '/nothing/here');
    await page.getByRole('heading', { name: 'Not found' }).waitFor();
  });
});

describeInChromium('the entrance of a console where addresses must be verified', () => {
  const browser = useBrowser();
  const strict = useGraphward(() => ({
    env: { ...mailSettings(mailServer()), EMAIL_VERIFICATION: 'required' },
  }));

  it('says after signing up that a mail was sent', async () => {
    const page = await openConsole(browser(), strict, '/sign-up');
    await page.getByLabel('E-mail address').fill('eve@example.com');
    await page.getByLabel('New password').fill(newPassword);
    await press(page, 'Create the account');
    await page.getByRole('heading', { name: 'Look at your mail' }).waitFor();
    await page.goto(
      `${strict.url}/console/verify-email#token=${tokenIn(await mailServer().mailTo('eve@example.com'))}`,
    );
    await press(page, 'Verify the address');
    await page.getByText('The address is verified.').waitFor();
    await page.getByRole('link', { name: 'Continue' }).click();
    await signInOn(page, { email: 'eve@example.com', password: newPassword });
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  });
});
