import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { expectCode, expectData } from '../support/expectations.js';
import { cleanUpProcesses, whenServing } from '../support/process.js';
import { codeOf } from '../support/readme.js';
import { createProject, type Project } from './project.js';

let project: Project;
beforeAll(async () => {
  project = await createProject('graphward', '@graphward/authorization', '@graphward/console');
});
afterAll(cleanUpProcesses);

const installed = () => join(project.folder, 'node_modules/graphward');

it('installs without engine warnings', () => {
  expect(project.installation).not.toContain('EBADENGINE');
});

it('serves the program of the README, compiled with every declaration checked', async () => {
  project.write('main.ts', codeOf('main.ts'));
  await project.run('npx', 'tsc');
  const server = await whenServing(project.start('main.js', { DATA_DIR: temporaryFolder(), PORT: '0' }));

  expect(expectData(await server.ask('{ motto }'))).toEqual({ motto: 'Deny by default.' });
  expectCode(await server.ask('{ draftMotto }'), 'UNAUTHENTICATED', 'TOKEN_MISSING');
  expect(await server.statusOf('/graphiql')).toBe(200);
  expect(await server.statusOf('/console')).toBe(200);
  expect(await server.signal('SIGTERM')).toMatchObject({ exitCode: 0 });
});

it('types everything that it exports', async () => {
  project.write(
    'exports.ts',
    "export * as a from 'graphward'; export * as b from 'graphward/authorization';",
  );
  expect(await project.run('npx', 'tsc', '--noEmit')).toBe('');
});

it('types everything that it exports with the newest types of Node', async () => {
  const newest = await createProject(
    'graphward',
    '@graphward/authorization',
    '@graphward/console',
    '@types/node@latest',
  );
  newest.write('exports.ts', "export * as a from 'graphward';");
  newest.write('tsconfig.json', newest.tsconfig({ target: 'esnext', lib: undefined }));
  expect(await newest.run('npx', 'tsc', '--noEmit')).toBe('');
});

it('brings the command line', async () => {
  expect(await project.run('npx', 'graphward', 'access')).toMatch(/type Mutation +ANONYMOUS/);
  const modules = 'node_modules/graphward/examples/articles/dist/module.js';
  expect(await project.run('npx', 'graphward', 'schema', 'print', '--modules', modules)).toContain(
    'saveDraft',
  );
});

it('runs its example', async () => {
  expect(await project.run('node', 'node_modules/graphward/examples/articles/dist/try.js')).not.toBe('');
});

it('contains README, licence, schema and the documents that the README links to', () => {
  const files = readdirSync(installed(), { recursive: true }).map(String);
  const links = [...readFileSync(join(installed(), 'README.md'), 'utf8').matchAll(/\]\((docs\/[^)#]+)/g)];
  expect(links.length).toBeGreaterThan(3);
  expect(files).toEqual(expect.arrayContaining(links.map(([, file = '']) => file.replace(/\/$/, ''))));
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'CHANGELOG.md', 'schema/user.graphql']));
  // The project that `graphward init` writes has a test of its own.
  const packed = files.filter((file) => !file.startsWith('templates/project/'));
  expect(packed.filter((file) => /tsbuildinfo|\.test\.|^(src|test)\//.test(file))).toEqual([]);
});
