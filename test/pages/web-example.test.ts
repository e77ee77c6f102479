/** `examples/web`: it is small, its types fit, and it works in a browser against a live server. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { describeInChromium, launchChromium } from '../support/chromium.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { expectData } from '../support/expectations.js';
import type { Person } from '../support/graphward.js';
import {
  cleanUpProcesses,
  type ServerProcess,
  startProgram,
  waitFor,
  whenServing,
} from '../support/process.js';
import { projectRoot } from '../support/readme.js';
import { enableSecondFactor } from '../support/second-factor.js';
import { copyWebExample } from '../support/web-example.js';

const patienceMs = 240_000;
jest.setTimeout(patienceMs);
afterAll(cleanUpProcesses);

it('has fewer than 300 lines', () => {
  const folder = join(projectRoot, 'examples/web');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !/\/(node_modules|dist|data|generated)\/|package-lock\.json$/.test(file));
  const lines = files.map((file) => readFileSync(file, 'utf8').trimEnd().split('\n').length);
  expect(lines.reduce((sum, each) => sum + each, 0)).toBeLessThan(300);
});

describeInChromium('the built example', () => {
  const admin = { email: 'admin@example.com', password: 'the first one looks after all' };
  const alice = { name: 'Alice', email: 'alice@example.com', password: 'four words make one' };
  const bob = { name: 'Bob', email: 'bob@example.com', password: 'four words make two' };
  let browser: Browser;
  let server: ServerProcess;
  let origin: string;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    const example = copyWebExample();
    const { exitCode, stdout, stderr } = await example.run('npm run -s build');
    if (exitCode !== 0) throw new Error(stdout + stderr);
    const settings = { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password };
    const cwd = example.folder;
    server = await whenServing(
      startProgram(process.execPath, ['server/main.js'], {
        cwd,
        env: { PORT: '0', DATA_DIR: temporaryFolder(), ...settings },
      }),
    );
    const preview = startProgram(
      process.execPath,
      ['node_modules/.bin/vite', 'preview', '--port', '0', '--host', '127.0.0.1'],
      { cwd, env: { API_ORIGIN: server.url, NO_COLOR: '1' } },
    );
    const port = await waitFor(preview, /http:\/\/127\.0\.0\.1:(\d+)/);
    // Where the browser accepts a cookie with `Secure` without TLS.
    origin = `http://localhost:${port}`;
    browser = await launchChromium();
    await register(alice);
    await register(bob);
  }, patienceMs);
  afterAll(() => browser.close());

  beforeEach(async () => {
    page = await (await browser.newContext()).newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin) complaints.push(request.url());
    });
    await page.goto(origin);
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  async function register(account: typeof alice): Promise<void> {
    const mutation = 'mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }';
    expectData(await server.ask(mutation, { input: account }));
  }

  async function signIn({ email, password }: { email: string; password: string }): Promise<void> {
    await page.getByPlaceholder('E-mail address').fill(email);
    await page.getByPlaceholder('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  const rows = (heading: string) =>
    page.locator('section', { has: page.getByRole('heading', { name: heading }) }).locator('p');

  it('shows a list in which the addresses of others are hidden, and no administration', async () => {
    await signIn(alice);
    await page.getByRole('heading', { name: 'Alice' }).waitFor();
    const shown = await rows('Directory').allInnerTexts();
    expect(shown.map((text) => text.split(/\s+/).join(' ')).sort()).toEqual([
      'Administrator hidden',
      'Alice alice@example.com',
      'Bob hidden',
    ]);
    expect(await page.getByText('Administration').count()).toBe(0);
  });

  it('keeps the session when the page is loaded again, and ends it in all tabs on sign-out', async () => {
    await signIn(alice);
    await page.getByRole('heading', { name: 'Alice' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Alice' }).waitFor();
    const second = await page.context().newPage();
    await second.goto(origin);
    await second.getByRole('button', { name: 'Sign out' }).click();
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('creates an account, and says why one cannot sign in', async () => {
    await signIn({ ...alice, password: 'something else entirely' });
    await page.getByRole('alert').filter({ hasText: 'is wrong' }).waitFor();
    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByPlaceholder('Name').fill('Carol');
    await page.getByPlaceholder('E-mail address').fill('carol@example.com');
    await page.getByPlaceholder('Password').fill('four words make three');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Carol' }).waitFor();
  });

  it('asks for the code of a second factor', async () => {
    const login = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }';
    const input = { email: bob.email, password: bob.password };
    const { accessToken } = expectData(await server.ask(login, { input })).login as Person;
    const signedIn: typeof server.ask = (query, variables) =>
      server.ask(query, variables, { token: accessToken });
    const person: Person = { ...bob, id: '', accessToken, refreshToken: '' };
    const { recoveryCodes } = await enableSecondFactor(
      { ask: server.ask, as: () => ({ ask: signedIn }) },
      person,
      new Date(),
    );

    await signIn(bob);
    await page.getByPlaceholder('Code').fill('000000');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: 'is wrong' }).waitFor();
    await page.getByPlaceholder('Code').fill(recoveryCodes[0] ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Bob' }).waitFor();
  });

  it('shows the administration to administrators, and every address', async () => {
    await signIn(admin);
    await page.getByRole('heading', { name: 'Administration' }).waitFor();
    await rows('Administration').filter({ hasText: admin.email }).filter({ hasText: 'admin' }).waitFor();
    expect(await page.getByText('hidden').count()).toBe(0);
  });

  it.each([390, 1280])('fits a window that is %d pixels wide', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(alice);
    await page.getByRole('heading', { name: 'Directory' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const folder = process.env.TEST_SCREENSHOTS;
    if (folder) await page.screenshot({ path: join(folder, `web-${width}.png`) });
  });
});
