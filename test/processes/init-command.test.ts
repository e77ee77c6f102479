import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { cleanUpProcesses, runCommand } from '../support/process.js';
import { projectRoot } from '../support/readme.js';

afterEach(cleanUpProcesses);

const files = [
  '.dockerignore',
  '.env.example',
  '.gitignore',
  'Dockerfile',
  'README.md',
  'codegen.yml',
  'compose.yml',
  'package.json',
  'schema/cities.graphql',
  'src/cities.ts',
  'src/context.ts',
  'src/modules.ts',
  'src/server.ts',
  'test/cities.test.ts',
  'tsconfig.json',
];

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const versionOf = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;

it('writes a project named after its folder, and prints the next steps', async () => {
  const cwd = temporaryFolder();
  const { exitCode, stdout, stderr } = await runCommand(['init', 'my-api'], { cwd });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^A project is in .+\/my-api\. Next:\n {2}cd my-api\n {2}npm install\n/);

  const folder = join(cwd, 'my-api');
  expect(filesIn(folder)).toEqual(files);
  expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({
    name: 'my-api',
    dependencies: { graphward: `^${versionOf(projectRoot)}` },
  });
  for (const file of files) expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(/\{\{|\}\}/);
});

it('writes into the current folder, which may be a Git repository, with another name', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, '.git'));
  const { exitCode, stdout } = await runCommand(['init', '--name', 'my-api'], { cwd });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Next:\n  npm install\n');
  expect(filesIn(cwd)).toEqual(files);
  expect(readFileSync(join(cwd, 'README.md'), 'utf8')).toMatch(/^# my-api\n/);
});

it('refuses a folder that is not empty, and changes nothing', async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'my-api'));
  writeFileSync(join(cwd, 'my-api/package.json'), '{}');
  const { exitCode, stderr } = await runCommand(['init', 'my-api'], { cwd });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Folder not empty: .+\/my-api contains package\.json\. Choose a new or empty/);
  expect(filesIn(cwd)).toEqual(['my-api/package.json']);
  expect(readFileSync(join(cwd, 'my-api/package.json'), 'utf8')).toBe('{}');
});

it('refuses a path that is a file', async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'my-api'), '');
  const { exitCode, stderr } = await runCommand(['init', 'my-api'], { cwd });
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^Not a folder: .+\/my-api\. Choose/)]);
});

it.each([
  ['My API'],
  ['.hidden'],
  ['_private'],
  ['graphward'],
  ['node_modules'],
  ['x'.repeat(215)],
  ['line\nfeed'],
])('refuses the name %j, and writes nothing', async (name) => {
  const cwd = temporaryFolder();
  const { exitCode, stderr } = await runCommand(['init', 'folder', '--name', name], { cwd });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Invalid project name: [^]+ Choose one with --name\.\n$/);
  expect(existsSync(join(cwd, 'folder'))).toBe(false);
});
