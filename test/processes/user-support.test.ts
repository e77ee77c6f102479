import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { cleanUpProcesses, type CommandResult, runCommand, sharedDatabase } from '../support/process.js';
import { enableSecondFactor, logInWith } from '../support/second-factor.js';
import { askWhoIAm, tryToLogIn, tryToRefresh } from '../support/sessions.js';

jest.setTimeout(60_000);
afterEach(cleanUpProcesses);

const env = sharedDatabase();
let graphward: TestServer;
let alice: Person;

beforeAll(async () => {
  graphward = await startGraphward({ env: { ...env, SIGN_IN_LIMIT_PER_ACCOUNT: '2' } });
});
afterAll(() => graphward.stop());
beforeEach(async () => {
  alice = await graphward.signUp('alice');
});

async function run(
  command: string,
  { email }: Pick<Person, 'email'>,
  ...rest: string[]
): Promise<CommandResult> {
  return runCommand(['user', command, email, ...rest], { env });
}

async function expectSuccess(running: Promise<CommandResult>): Promise<string> {
  const { exitCode, stdout, stderr } = await running;
  expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^(\{.*\}\n)*$/)]);
  return stdout;
}

const dies = (person: Person) =>
  eventually(async () => expect((await askWhoIAm(graphward, person.accessToken)).status).toBe(401));

it('shows a user without secrets', async () => {
  const printed = await expectSuccess(run('show', alice));

  expect(printed).toContain(`email\t${alice.email}\n`);
  expect(printed).toContain('roles\t["USER"]\n');
  expect(printed).not.toMatch(/hash|argon2/i);
});

it('sets a password, which ends all sessions', async () => {
  const password = 'a new one, just as long';
  const running = runCommand(['user', 'set-password', alice.email], { env, input: `${password}\n` });
  await expectSuccess(running);

  await dies(alice);
  expectCode(await tryToRefresh(graphward, alice.refreshToken), 'INVALID_REFRESH_TOKEN');
  expectData(await tryToLogIn(graphward, { email: alice.email, password }));
});

it('rejects a weak password', async () => {
  const { exitCode, stderr } = await runCommand(['user', 'set-password', alice.email], {
    env,
    input: 'short\n',
  });
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('at least 15 characters')]);
  expectData(await tryToLogIn(graphward, alice));
});

it('changes an address, unless it is taken or malformed', async () => {
  const email = `new.${alice.email}`;
  await expectSuccess(run('set-email', alice, email));
  expectData(await tryToLogIn(graphward, { ...alice, email }));

  const bob = await graphward.signUp('bob');
  for (const [address, problem] of [
    [email, 'Another account has this e-mail address.'],
    ['nonsense', 'The e-mail address is invalid.'],
  ] as const) {
    const { exitCode, stderr } = await run('set-email', bob, address);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(problem)]);
  }
});

it('lists sessions and ends them', async () => {
  const listed = await expectSuccess(run('sessions', alice));
  expect(listed.trim().split('\n')).toHaveLength(1);

  expect(await expectSuccess(run('end-sessions', alice))).toBe('1 sessions ended.\n');
  await dies(alice);
  expect(await expectSuccess(run('sessions', alice))).toBe('');
});

it('lifts the limit on attempts to sign in', async () => {
  for (let attempt = 0; attempt < 2; attempt += 1)
    await tryToLogIn(graphward, { ...alice, password: 'wrong' });
  expectCode(await tryToLogIn(graphward, alice), 'RATE_LIMITED');

  await expectSuccess(run('unlock', alice));

  await eventually(async () => void expectData(await tryToLogIn(graphward, alice)), 15_000);
});

it('deletes an account', async () => {
  expect(await expectSuccess(run('delete', alice))).toBe(`${alice.email} deleted.\n`);

  await dies(alice);
  expectCode(await tryToLogIn(graphward, alice), 'INVALID_CREDENTIALS');
  const { exitCode, stderr } = await run('show', alice);
  expect([exitCode, stderr]).toEqual([1, `User not found: ${alice.email}.\n`]);
});

it('disables the second factor of a user who lost the device', async () => {
  await enableSecondFactor(graphward, alice, new Date());
  const shown = await expectSuccess(run('show', alice));
  expect(shown).toContain('secondFactor\ttrue\n');
  expect(shown).not.toMatch(/totp|recovery/);

  await expectSuccess(run('disable-second-factor', alice));

  expectData(await logInWith(graphward, alice));
  const { exitCode, stderr } = await run('disable-second-factor', alice);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('already disabled')]);
});
