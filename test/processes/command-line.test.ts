import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { temporaryFolder, until } from '../support/embedded-mongodb.js';
import { expectCode, expectData } from '../support/expectations.js';
import {
  cleanUpProcesses,
  type CommandResult,
  program,
  runCommand,
  type RunningCommand,
  sharedDatabase,
  startProgram,
  startServerProcess,
  waitFor,
} from '../support/process.js';
import { askWhoIAm, type Tokens, tryToLogIn, tryToRefresh } from '../support/sessions.js';

jest.setTimeout(60_000);
afterEach(cleanUpProcesses);

const password = 'four words make one';

/** The output of `graphward user …`: one line per user, without the ID. */
function printed({ exitCode, stdout, stderr }: CommandResult): string[] {
  expect(exitCode).toBe(0);
  // Only security events, which are one JSON object per line.
  for (const line of stderr.split('\n').filter(Boolean)) expect(JSON.parse(line)).toHaveProperty('event');
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t').slice(1).join(' ').trim());
}

/** Starts `graphward …` in a pseudo-terminal. Standard input acts as the keyboard. */
function startAtTerminal(args: readonly string[], env: Record<string, string>): RunningCommand {
  const commandLine = [process.execPath, program, ...args].join(' ');
  return startProgram('script', ['-qec', commandLine, '/dev/null'], { env });
}

async function typeTwice(terminal: RunningCommand, first: string, second: string): Promise<void> {
  await waitFor(terminal, /Password: /);
  terminal.stdin.write(`${first}\r`);
  await waitFor(terminal, /Repeat password: /);
  terminal.stdin.write(`${second}\r`);
}

it('manages users while the server runs on the same data folder', async () => {
  const env = { DATA_DIR: temporaryFolder() };
  const server = await startServerProcess({ env });
  const alice = { email: 'alice@example.com', password };
  const signIn = async () => expectData(await tryToLogIn(server, alice)).login as Tokens;

  const creating = ['user', 'create', 'Alice@Example.com', '--name', 'Alice', '--role', 'EDITOR', 'USER'];
  expect(printed(await runCommand(creating, { env, input: `${password}\n` }))).toEqual([
    'alice@example.com EDITOR,USER active Alice',
  ]);
  const asEditor = await signIn();
  const { me } = expectData(await askWhoIAm(server, asEditor.accessToken));
  expect(me).toMatchObject({ roles: ['EDITOR', 'USER'] });

  const changing = await runCommand(['user', 'set-roles', alice.email, 'ADMIN'], { env });
  expect(printed(changing)).toEqual(['alice@example.com ADMIN active Alice']);
  expect(JSON.parse(changing.stderr)).toMatchObject({ event: 'roles_changed' });
  await until(async () => (await askWhoIAm(server, asEditor.accessToken)).status === 401);
  expectCode(await askWhoIAm(server, asEditor.accessToken), 'UNAUTHENTICATED', 'TOKEN_STALE');

  const asAdmin = await signIn();
  expect(printed(await runCommand(['user', 'disable', alice.email], { env }))).toEqual([
    'alice@example.com ADMIN disabled Alice',
  ]);
  await until(async () => (await askWhoIAm(server, asAdmin.accessToken)).status === 401);
  expectCode(await tryToRefresh(server, asAdmin.refreshToken), 'INVALID_REFRESH_TOKEN');
  expectCode(await tryToLogIn(server, alice), 'INVALID_CREDENTIALS');
  // The administrator from the first start still exists, so alice was not the last one.
  expect(printed(await runCommand(['user', 'list'], { env }))).toEqual([
    'admin@localhost ADMIN active Administrator',
    'alice@example.com ADMIN disabled Alice',
  ]);
});

it('manages users without a server, and does not echo a password typed at a terminal', async () => {
  const env = { DATA_DIR: temporaryFolder() };

  const terminal = startAtTerminal(['user', 'create', 'bob@example.com', '--role', 'ADMIN'], env);
  await typeTwice(terminal, password, password);
  const { exitCode, stdout } = await terminal.ended;
  expect(stdout).toContain('bob@example.com\tADMIN\tactive');
  expect(stdout).not.toContain(password);
  expect(exitCode).toBe(0);
});

it('creates no account when the two passwords typed at a terminal differ', async () => {
  const env = { DATA_DIR: temporaryFolder() };
  const terminal = startAtTerminal(['user', 'create', 'bob@example.com'], env);
  await typeTwice(terminal, password, `${password}!`);
  const { exitCode, stdout } = await terminal.ended;
  expect(stdout).toContain('The passwords differ. Nothing was changed.');
  expect(exitCode).toBe(1);
});

describe('fails with exit code 1 for', () => {
  const refusals = {
    'a password as an argument': {
      args: ['create', 'eve@example.com', password],
      input: '',
      message: /^error: too many arguments/,
    },
    'an unknown role': {
      args: ['create', 'eve@example.com', '--role', 'BOSS'],
      input: password,
      message: /^Unknown role: BOSS\. Known roles: /,
    },
    'no password': {
      args: ['create', 'eve@example.com'],
      input: '\n',
      message: /^The password is empty/,
    },
    'a weak password': {
      args: ['create', 'eve@example.com'],
      input: 'short\n',
      message: /^The password is too short/,
    },
    'an unknown user': {
      args: ['disable', 'eve@example.com'],
      input: '',
      message: /^User not found: eve@example.com/,
    },
  };
  const results = new Map<string, CommandResult>();

  // In parallel, because a command spends most of its time loading code.
  beforeAll(async () => {
    const env = sharedDatabase();
    const running = Object.entries(refusals).map(async ([what, { args, input }]) =>
      results.set(what, await runCommand(['user', ...args], { env, input })),
    );
    await Promise.all(running);
  });

  it.each(Object.entries(refusals))('%s', (what, { message }) => {
    const { exitCode, stdout, stderr } = results.get(what) ?? {};
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  });
});

it.each([
  ['user', 'list'],
  ['user', 'set-roles', 'alice@example.com', 'ADMIN'],
  ['user', 'disable', 'alice@example.com'],
])('does not create a database for %s %s', async (...args) => {
  const cwd = temporaryFolder();
  const { exitCode, stdout, stderr } = await runCommand(args, { cwd });
  expect(stderr).toBe(
    `The data folder ${join(cwd, 'data')} has no database yet. Start the server, which creates it. ` +
      'If your server uses another database, set DATA_DIR or MONGODB_URI as the server does.\n',
  );
  expect({ exitCode, stdout, files: readdirSync(cwd) }).toEqual({ exitCode: 1, stdout: '', files: [] });
});

it("grants a module's role when --modules names the module's file", async () => {
  const env = sharedDatabase();
  const file = join(temporaryFolder(), 'modules.mjs');
  // A careless module leaves a timer running, which must not keep the command from exiting.
  const sdl = 'extend enum Role { "Owns the service." OWNER @inherits(roles: "ADMIN") }';
  writeFileSync(
    file,
    `setInterval(() => {}, 1000); export default [{ name: 'owners', typeDefs: '${sdl}' }];`,
  );
  const user = (...args: string[]) => runCommand(['user', ...args], { env, input: password });

  const creating = await user('create', 'olga@example.com', '--modules', file, '--role', 'OWNER');
  expect(printed(creating)).toEqual(['olga@example.com OWNER active']);

  const setting = ['set-roles', 'olga@example.com', 'OWNER', 'USER'];
  const [refused, disabling, set] = await Promise.all([
    user(...setting),
    user('disable', 'olga@example.com', '--modules', file),
    user(...setting, '--modules', file),
  ]);

  expect(refused.stderr).toMatch(/^Unknown role: OWNER\. .*pass its file with --modules\.$/m);
  expect(disabling.stderr).toMatch(/last active user with the role ADMIN, given or inherited/);
  expect([refused.exitCode, disabling.exitCode]).toEqual([1, 1]);
  expect(printed(set)).toEqual(['olga@example.com OWNER,USER active']);
});

it("sets and checks a module's fields of users", async () => {
  const env = sharedDatabase();
  const file = join(temporaryFolder(), 'modules.mjs');
  const fields = 'company: { type: String, maxLength: 10, required: true }, size: Number';
  const sdl = 'extend type User { company: String  size: Int }';
  writeFileSync(file, `export default [{ name: 'company', typeDefs: '${sdl}', userFields: { ${fields} } }];`);
  const create = (email: string, ...options: string[]) =>
    runCommand(['user', 'create', email, ...options, '--modules', file], { env, input: password });

  const [long, malformed] = await Promise.all([
    create('a@example.com', '--field', 'company=far too long'),
    create('a@example.com', '--field', 'company'),
  ]);
  expect([long.exitCode, long.stderr]).toEqual([1, 'company must have at most 10 characters.\n']);
  expect([malformed.exitCode, malformed.stderr]).toEqual([
    1,
    '--field: company must look like company=Acme.\n',
  ]);
  printed(await create('a@example.com', '--field', 'company=a=b', 'size=12'));
  printed(await create('b@example.com'));
  const client = await MongoClient.connect(env.MONGODB_URI);
  const stored = await client.db().collection('users').find().sort({ email: 1 }).toArray();
  await client.close();
  expect(stored).toMatchObject([{ company: 'a=b', size: 12 }, { email: 'b@example.com' }]);
});

it('escapes control, bidirectional and invisible characters', async () => {
  const env = sharedDatabase();
  const creating = ['user', 'create', 'mallory@example.com'];
  expect((await runCommand(creating, { env, input: password })).exitCode).toBe(0);
  const client = await MongoClient.connect(env.MONGODB_URI);
  const name = 'a\u001b]0;title\u0007\tb\nc\u202ed\u200be\u{e0041}';
  await client.db().collection('users').updateOne({ email: 'mallory@example.com' }, { $set: { name } });
  await client.close();

  const [list, failing] = await Promise.all([
    runCommand(['user', 'list'], { env }),
    runCommand(['user', 'disable', '\u001b[2Jeve\u202e@example.com'], { env }),
  ]);

  expect(printed(list)).toEqual([
    'mallory@example.com USER active a\\u{1b}]0;title\\u{7}\\u{9}b\\u{a}c\\u{202e}d\\u{200b}e\\u{e0041}',
  ]);
  expect(failing.stderr).toContain('\\u{1b}[2Jeve\\u{202e}@example.com');
});

it('lists its commands and options in the help', async () => {
  const [overview, create] = await Promise.all([
    runCommand(['--help']),
    runCommand(['user', 'create', '--help']),
  ]);
  expect([overview.exitCode, create.exitCode]).toEqual([0, 0]);
  for (const command of ['serve', 'mongo', 'user']) expect(overview.stdout).toContain(`  ${command} `);
  for (const part of ['<email>', '--name', '--role', 'standard input']) expect(create.stdout).toContain(part);
});
