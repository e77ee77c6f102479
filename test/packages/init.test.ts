import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { expectCode, expectData } from '../support/expectations.js';
import { cleanUpProcesses, whenServing } from '../support/process.js';
import { initProject, type Project } from './project.js';

let project: Project;
beforeAll(async () => {
  project = await initProject('my-api');
}, 300_000);
afterAll(cleanUpProcesses);

it('installs without engine warnings', () => {
  expect(project.installation).not.toContain('EBADENGINE');
});

it('passes its test', async () => {
  expect(await project.run('npm', 'test')).toMatch(/^# pass 4$[^]*^# fail 0$/m);
});

it('serves its module', async () => {
  await project.run('npm', 'run', 'build');
  const server = await whenServing(
    project.start('dist/src/server.js', { DATA_DIR: temporaryFolder(), PORT: '0' }),
  );
  expectCode(await server.ask('{ greeting }'), 'UNAUTHENTICATED', 'TOKEN_MISSING');
  const input = { email: 'alice@example.com', password: 'four words make one', name: 'Alice', city: 'Paris' };
  const register = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }';
  const { accessToken: token } = expectData(await server.ask(register, { input })).register;
  expect(expectData(await server.ask('{ greeting }', {}, { token }))).toEqual({
    greeting: 'Hello Alice in Paris',
  });
  expect(await server.signal('SIGTERM')).toMatchObject({ exitCode: 0 });
});

it('has the commands of its README', async () => {
  const readme = readFileSync(join(project.folder, 'README.md'), 'utf8');
  expect(readme).toContain('npx graphward access --modules dist/src/modules.js');
  expect(await project.run('npx', 'graphward', 'access', '--modules', 'dist/src/modules.js')).toMatch(
    /User\.city|city/,
  );
  const links = [...readme.matchAll(/node_modules\/graphward\/[\w./-]+\.md/g)];
  expect(links.length).toBeGreaterThan(1);
  for (const [link] of links) expect(readFileSync(join(project.folder, link), 'utf8')).not.toBe('');
});
