import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { expectCode, expectData } from '../support/expectations.js';
import { cleanUpProcesses, whenServing } from '../support/process.js';
import { copyWebExample, type Project } from './project.js';

let project: Project;
beforeAll(async () => {
  project = await copyWebExample();
}, 400_000);
afterAll(cleanUpProcesses);

it('generates the types of each role, compiles and builds with the commands of its README', async () => {
  expect(readFileSync(join(project.folder, 'README.md'), 'utf8')).toContain('`npm run server`');
  await project.run('npm', 'run', 'build');
  const types = readFileSync(join(project.folder, 'src/generated/user/graphql.ts'), 'utf8');
  expect(types).toMatch(
    /HomeQuery = \{ me: \{ id: string, name: string \| null, createdAt: string \}, directory: /,
  );
  expect(existsSync(join(project.folder, 'dist/index.html'))).toBe(true);
});

it('its server returns what the types say', async () => {
  const env = { DATA_DIR: temporaryFolder(), PORT: '0' };
  const server = await whenServing(project.start('server/main.js', env));
  const query = '{ me { id createdAt } directory { name email } }';
  expectCode(await server.ask('{ directory { name } }'), 'UNAUTHENTICATED', 'TOKEN_MISSING');
  const input = { email: 'alice@example.com', password: 'four words make one', name: 'Alice' };
  const register = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }';
  const { accessToken: token } = expectData(await server.ask(register, { input })).register;
  const { data, errors } = await server.ask(query, {}, { token });
  expect(data?.me.createdAt).toEqual(expect.any(String));
  expect(data?.directory).toContainEqual({ name: 'Alice', email: 'alice@example.com' });
  // The first administrator's address.
  expect(data?.directory).toContainEqual(expect.objectContaining({ email: null }));
  expect(errors?.map(({ extensions: { code } }) => code)).toEqual(['FORBIDDEN']);
  expect(await server.signal('SIGTERM')).toMatchObject({ exitCode: 0 });
});
