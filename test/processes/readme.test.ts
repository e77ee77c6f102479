import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { tryEngineProgram } from '../support/engine-program.js';
import { expectCode, expectData } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';
import {
  cleanUpProcesses,
  program,
  type RunningCommand,
  sharedDatabase,
  startProgram,
  whenServing,
} from '../support/process.js';
import { codeOf, engineReadme, projectRoot } from '../support/readme.js';

const graphward = useGraphward();
afterAll(cleanUpProcesses);

/** Runs a TypeScript program of a README in a folder where these packages are installed. */
function startTypeScript(code: string, packages: readonly string[], env = {}): RunningCommand {
  const folder = temporaryFolder();
  for (const name of packages) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(join(link, '..'), { recursive: true });
    symlinkSync(name === 'graphward' ? projectRoot : join(projectRoot, 'node_modules', name), link);
  }
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
  const file = join(folder, 'main.mjs');
  writeFileSync(file, ts.transpileModule(code, { compilerOptions: options }).outputText);
  return startProgram(process.execPath, [file], { env });
}

/** The pattern of each line that the session prints. */
async function run(script: string): Promise<unknown[]> {
  const { exitCode, stdout, stderr } = await startProgram('bash', ['-e', '-o', 'pipefail', '-c', script], {})
    .ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

it('shows a curl session that works', async () => {
  // Unchanged except for the port, which may be in use.
  const script = codeOf('curl-session').replaceAll('http://127.0.0.1:4000', graphward.url);
  expect(script).toContain(`${graphward.url}/graphql`);

  const id: unknown = expect.any(String);
  const error = (code: string, more: object): unknown =>
    expect.objectContaining({ extensions: expect.objectContaining({ code }) as unknown, ...more });
  const revoked: unknown = expect.objectContaining({
    extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' },
  });
  expect(await run(script)).toEqual([
    { data: { register: { user: { id } } } },
    { data: { me: { id, name: null, email: 'alice@example.com', roles: ['USER'] } } },
    {
      data: { me: { email: 'alice@example.com', disabled: null }, users: null },
      errors: expect.arrayContaining([
        error('FORBIDDEN', { path: ['me', 'disabled'] }),
        error('FORBIDDEN', { path: ['users'] }),
      ]) as unknown,
    },
    { data: { logout: { revokedSessions: 1 } } },
    { errors: [revoked] },
  ]);
});

// Six processes, one after the other.
it('shows policy commands that work', async () => {
  const script = codeOf('policy').replaceAll('npx graphward', `'${process.execPath}' '${program}'`);
  const { stdout, stderr } = await startProgram('bash', ['-c', script], {}).ended;
  expect(stderr).toBe('');
  expect(stdout).toContain('users');
}, 60_000);

it('shows a program with a module and a role of its own', async () => {
  const server = await whenServing(
    startTypeScript(codeOf('main.ts'), ['graphward'], { ...sharedDatabase(), PORT: '0' }),
  );
  expect(expectData(await server.ask('{ motto }'))).toEqual({ motto: 'Deny by default.' });
  expectCode(await server.ask('{ draftMotto }'), 'UNAUTHENTICATED', 'TOKEN_MISSING');
});

it.each([
  ['README.md', 'yoga.ts', ['graphql-yoga']],
  [engineReadme, 'yoga.ts', ['graphql-yoga']],
  [engineReadme, 'apollo.ts', ['@apollo/server', '@graphql-tools/schema']],
])('shows the engine alone in %s: %s', async (file, label, packages) => {
  const installed = ['@graphward/authorization', 'graphql', ...packages];
  await tryEngineProgram(codeOf(label, file), (code) => startTypeScript(code, installed));
});

it('shows rules about objects and their results', async () => {
  const packages = ['@graphward/authorization', 'graphql', '@graphql-tools/schema'];
  const { exitCode, stdout, stderr } = await startTypeScript(codeOf('issues.ts', engineReadme), packages)
    .ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(codeOf('issues-output', engineReadme)));
});
