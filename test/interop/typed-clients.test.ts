/** Types by role, with real code generation and a real compiler. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { expectData } from '../support/expectations.js';
import { cleanUpProcesses, type ServerProcess, startProgram, whenServing } from '../support/process.js';
import { codeOf } from '../support/readme.js';
import { copyWebExample, type WebExample } from '../support/web-example.js';

const patienceMs = 240_000;
jest.setTimeout(patienceMs);

const guide = 'docs/typed-clients.md';
let example: WebExample;

const read = (file: string) => readFileSync(join(example.folder, file), 'utf8');

/** Runs a command and returns its output, which must not be that of a failure. */
async function pass(command: string, env?: Record<string, string>): Promise<string> {
  const { exitCode, stdout, stderr } = await example.run(command, env);
  if (exitCode !== 0) throw new Error(`${command} exited with ${exitCode}:\n${stdout}${stderr}`);
  return stdout;
}

async function fail(command: string, env?: Record<string, string>): Promise<string> {
  const { exitCode, stdout, stderr } = await example.run(command, env);
  expect({ command, exitCode }).not.toEqual({ command, exitCode: 0 });
  return stdout + stderr;
}

beforeAll(async () => {
  example = copyWebExample();
  await pass('npm run -s generate');
}, patienceMs);
afterAll(cleanUpProcesses);

describe('types from files', () => {
  it('a field that the role always gets needs no `?.`, and one that it may not see does not compile', async () => {
    example.write(
      'src/types.ts',
      `
import type { UsersQuery } from './generated/admin/graphql';
import type { HomeQuery } from './generated/user/graphql';

declare const home: HomeQuery;
declare const users: UsersQuery;
export const always: string[] = [home.me.createdAt.slice(0, 4), ...home.directory.map(({ id }) => id.toLowerCase())];
export const forAdministrators: string[] = users.users.edges.map(({ node }) => node.email.toLowerCase());
// @ts-expect-error It is denied for other users.
home.directory.map(({ email }) => email.toLowerCase());
// @ts-expect-error A user may have no name.
home.me.name.toLowerCase();
// @ts-expect-error The query does not select it.
home.me.disabled;
`,
    );
    await pass('tsc');
    expect(read('src/generated/user/graphql.ts')).not.toContain('UserFilter');
  });

  it('a query for a field that the role may not see fails, and says which', async () => {
    const query = `
import { graphql } from './generated/user';
export const query = graphql(\`
  query Denied {
    me {
      disabled
    }
  }
\`);
`;
    example.write('src/denied.tsx', query);
    const output = await fail('graphql-codegen');
    expect(output).toContain('Cannot query field "disabled" on type "User".');
    expect(output).toContain('src/denied.tsx');

    const recipe = codeOf('eslint.config.js', guide).replace(
      "'schema.graphql'",
      "'src/generated/user.graphql'",
    );
    example.write('eslint.config.js', recipe);
    const { stdout } = await example.run('eslint src/denied.tsx');
    expect(stdout).toMatch(/6:\d+ +error +Cannot query field "disabled" on type "User"/);
    example.write('src/denied.tsx', query.replace('disabled', 'id'));
    await pass('eslint src/denied.tsx src/app.tsx');
    example.write('src/denied.tsx', '');
  });
});

describe('types from a running server', () => {
  const admin = { email: 'admin@example.com', password: 'the first one looks after all' };
  let server: ServerProcess;
  let env: (account: { email: string; password: string }) => Promise<Record<string, string>>;
  beforeAll(async () => {
    const settings = { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password };
    server = await whenServing(
      startProgram(process.execPath, ['server/main.js'], {
        cwd: example.folder,
        env: { PORT: '0', DATA_DIR: temporaryFolder(), ...settings },
      }),
    );
    env = async (input) => {
      const login = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }';
      const data = expectData(await server.ask(login, { input }));
      return { API: `${server.url}/graphql`, API_TOKEN: data.login.accessToken as string };
    };
  }, patienceMs);

  it('are those of the role of the token, in which what can be denied is nullable', async () => {
    await pass('graphql-codegen', await env(admin));
    expect(read('src/generated/admin/graphql.ts')).toMatch(
      /UsersQuery = \{ users: \{.*email: string \| null.*\} \| null \}/,
    );
  });

  it('do not contain what the role may not see', async () => {
    const alice = { email: 'alice@example.com', password: 'four words make one' };
    const register = 'mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }';
    expectData(await server.ask(register, { input: alice }));
    expect(await fail('graphql-codegen', await env(alice))).toContain(
      'Cannot query field "users" on type "Query".',
    );
  });

  it('the configuration of the guide works', async () => {
    example.write(
      'codegen-live.yml',
      codeOf('codegen-live.yml', guide).replaceAll('src/gql/', 'src/generated/'),
    );
    const { API = '', ...token } = await env(admin);
    await pass('graphql-codegen --config codegen-live.yml', { API_URL: API, ...token });
    expect(read('src/generated/graphql.ts')).toContain('HomeQuery = ');
  });
});
