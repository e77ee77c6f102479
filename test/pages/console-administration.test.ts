/** Administrators of the console: users, audit, access. */
import type { Page } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { confirmIn, openConsole, openConsoleAs, rowsOf, signInOn, useBrowser } from '../support/console.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, useGraphward } from '../support/graphward.js';
import { enableSecondFactor } from '../support/second-factor.js';
import { askWhoIAm, tryToLogIn } from '../support/sessions.js';

const graphward = useGraphward({ env: { SIGN_IN_LIMIT_PER_ACCOUNT: '12' } });

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const message = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
const firstColumn = async (page: Page, table: string) =>
  (await rowsOf(page, table)).map(([cell = '']) => cell);

describeInChromium('administration in the console', () => {
  const browser = useBrowser();
  let admin: Person;
  let alice: Person;
  beforeEach(async () => {
    [admin, alice] = [await graphward.signUp('ada', 'ADMIN'), await graphward.signUp('alice')];
  });

  it('finds users by name, address and role, and shows them as text', async () => {
    const mark = `<b>${alice.id}</b>`;
    expectData(
      await graphward
        .as(alice)
        .ask('mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { id } }', {
          input: { name: mark },
        }),
    );
    const page = await openConsoleAs(browser(), graphward, admin, '/users');
    const search = page.getByRole('searchbox', { name: 'Name or address' });
    await search.fill('<b>');
    await eventually(async () =>
      expect(await firstColumn(page, 'Users')).toEqual([expect.stringContaining(mark)]),
    );
    expect(page.url()).toContain('search=');
    await search.fill(alice.email.toUpperCase());
    await eventually(async () =>
      expect(await firstColumn(page, 'Users')).toEqual([expect.stringContaining(alice.email)]),
    );
    await page.getByLabel('Role').selectOption('ADMIN');
    await page.getByText('No users match.').waitFor();
    await search.fill('');
    await eventually(async () =>
      expect((await rowsOf(page, 'Users')).every(([, roles]) => roles === 'ADMIN')).toBe(true),
    );
    await page.getByLabel('Role').selectOption('');
    await page.getByRole('link', { name: mark }).click();
    await page.getByRole('heading', { level: 1, name: mark }).waitFor();
  });

  it('changes roles, which the user notices without signing in again', async () => {
    const page = await openConsoleAs(browser(), graphward, admin, `/users/${alice.id}`);
    const hers = await openConsoleAs(browser(), graphward, alice, '/profile');
    expect(await hers.getByRole('link', { name: 'Audit' }).count()).toBe(0);

    await page.getByLabel('ADMIN').check();
    await press(page, 'Save the roles');
    await message(page, 'The roles are saved.');
    await hers.getByRole('link', { name: 'Sessions' }).click();
    await hers.getByRole('link', { name: 'Audit' }).click();
    await hers.getByRole('table', { name: 'Audit' }).waitFor();

    await page.getByLabel('ADMIN').uncheck();
    await press(page, 'Save the roles');
    await eventually(async () =>
      expect(expectData(await askWhoIAm(graphward, (await graphward.signIn(alice)).accessToken)).me).toEqual({
        id: alice.id,
        roles: ['USER'],
      }),
    );
    await hers.reload();
    await hers.getByRole('heading', { name: 'For administrators' }).waitFor();
  });

  it('disables and enables an account', async () => {
    const page = await openConsoleAs(browser(), graphward, admin, `/users/${alice.id}`);
    await press(page, 'Disable');
    await confirmIn(page, 'Disable this account?', 'Disable');
    await message(page, 'The account is disabled.');
    await page.getByText('Not signed in anywhere.').waitFor();
    expectCode(await tryToLogIn(graphward, alice), 'INVALID_CREDENTIALS');
    await press(page, 'Enable');
    await confirmIn(page, 'Enable this account?', 'Enable');
    await message(page, 'The account is enabled.');
    expectData(await tryToLogIn(graphward, alice));
  });

  it('ends a session', async () => {
    const page = await openConsoleAs(browser(), graphward, admin, `/users/${alice.id}`);
    await page.getByRole('button', { name: 'Sign out there' }).click();
    await confirmIn(page, 'End this session?', 'Sign out there');
    await message(page, 'The session has ended.');
    expectCode(await graphward.as(alice).ask('{ me { id } }'), 'UNAUTHENTICATED', 'TOKEN_REVOKED');
  });

  it('lifts the sign-in limit, which a user has been told about', async () => {
    for (let attempt = 0; attempt < 12; attempt += 1)
      await tryToLogIn(graphward, { ...alice, password: 'wrong' });
    const hers = await openConsole(browser(), graphward, '/sign-in');
    await signInOn(hers, alice);
    await hers.getByText(/^Too many attempts\. Try again in 1[45] minutes\.$/).waitFor();

    const page = await openConsoleAs(browser(), graphward, admin, `/users/${alice.id}`);
    await press(page, 'Lift the sign-in limit');
    await confirmIn(page, 'Lift the sign-in limit?', 'Lift the sign-in limit');
    await message(page, 'The limit is lifted.');
    await press(hers, 'Sign in');
    await hers.getByRole('heading', { name: 'Profile' }).waitFor();
  });

  it('turns off the second factor of somebody who lost the phone', async () => {
    await enableSecondFactor(graphward, alice, new Date());
    const page = await openConsoleAs(browser(), graphward, admin, `/users/${alice.id}`);
    await press(page, 'Turn off the second factor');
    await confirmIn(page, 'Turn off the second factor?', 'Turn off the second factor');
    await message(page, 'The second factor is off.');
    expectData(await tryToLogIn(graphward, alice));
  });

  it('deletes an account', async () => {
    const page = await openConsoleAs(browser(), graphward, admin, `/users/${alice.id}`);
    await press(page, 'Delete');
    await confirmIn(page, 'Delete this account?', 'Delete');
    await message(page, `The account ${alice.email} is deleted.`);
    await page.getByRole('heading', { name: 'Users' }).waitFor();
    await page.goBack();
    expectCode(await tryToLogIn(graphward, alice), 'INVALID_CREDENTIALS');
  });

  it('does not offer to lock out oneself, and shows why a change is refused', async () => {
    const page = await openConsoleAs(browser(), graphward, admin, `/users/${'0'.repeat(24)}`);
    await page.goto(`${graphward.url}/console/users/${admin.id}`);
    await page.getByRole('table', { name: 'Sessions' }).waitFor();
    expect(await page.getByRole('button', { name: 'Disable' }).count()).toBe(0);
  });

  it('filters audit events by type, user and time, page by page', async () => {
    const userAgent = '<script>alert(1)</script>';
    for (let count = 0; count < 55; count += 1)
      await graphward
        .as(alice)
        .ask(
          'mutation { updateProfile(input: { name: "Alice" }) { id } }',
          {},
          { headers: { 'user-agent': userAgent } },
        );
    const page = await openConsoleAs(browser(), graphward, admin, `/users/${alice.id}`);
    await page.getByRole('link', { name: 'Audit events of this user' }).click();
    await page.getByText('50 events, and more').waitFor();
    expect((await rowsOf(page, 'Audit'))[0]?.[5]).toContain(userAgent);

    await page.getByRole('combobox', { name: 'Type' }).fill('profile_changed');
    await page.waitForURL(/type=profile_changed/);
    await page.getByText('50 events, and more').waitFor();
    await press(page, 'Next page');
    await page.getByText('5 events', { exact: true }).waitFor();
    await eventually(async () => expect(await rowsOf(page, 'Audit')).toHaveLength(5));
    await press(page, 'First page');
    await eventually(async () => expect(await rowsOf(page, 'Audit')).toHaveLength(50));
    await page.goBack();
    await eventually(async () => expect(await rowsOf(page, 'Audit')).toHaveLength(5));
    await page.getByLabel('Until').fill('2020-01-01T00:00');
    await page.getByText('No events match.').waitFor();
    await page.getByLabel('Until').fill('');
    await page.getByLabel('Since').fill('2020-01-01T00:00');
    await page.getByText('50 events, and more').waitFor();
  });

  it('shows the access table of the running server, with search and filters', async () => {
    const page = await openConsoleAs(browser(), graphward, admin, '/access');
    const search = page.getByRole('searchbox', { name: 'Search' });
    await search.fill('user.email');
    await page.getByText('2 coordinates').waitFor();
    expect(await rowsOf(page, 'Access')).toEqual([
      ['User'],
      [
        expect.stringMatching(/^email String\s+@auth\(requires: ADMIN, owner: "id"\)$/),
        'deny',
        'owner',
        'owner',
        'allow',
      ],
      [expect.stringMatching(/^emailVerified Boolean/), 'deny', 'owner', 'owner', 'allow'],
    ]);
    await page.getByLabel('Role').selectOption('ANONYMOUS');
    await page.getByLabel('Access').selectOption('Allow');
    await page.getByText('No coordinates match.').waitFor();
    await search.fill('');
    await eventually(async () => expect((await rowsOf(page, 'Access')).length).toBeGreaterThan(20));
    const cells = (await rowsOf(page, 'Access')).flatMap(([, cell]) => cell ?? []);
    expect(new Set(cells)).toEqual(new Set(['allow']));
  });
});
