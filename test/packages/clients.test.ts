import { temporaryFolder } from '../support/embedded-mongodb.js';
import { cleanUpProcesses, startProgram, whenServing } from '../support/process.js';
import { codeOf } from '../support/readme.js';
import { createProject, type Project } from './project.js';

const guide = 'docs/clients.md';
const commands = codeOf('five-minutes', guide).trim().split('\n');
const installed = commands.filter((command) => command.startsWith('npm install'));
const isInstalledByTest = (command: string) => /^npm (init|install) /.test(command);

let project: Project;
beforeAll(async () => {
  const isPackage = (word: string) => !word.startsWith('--') && !/^(typescript|@types\/node)$/.test(word);
  const names = installed.flatMap((command) => command.split(' ').slice(2)).filter(isPackage);
  // What npm would get from the registry for `graphward`.
  project = await createProject(...names, '@graphward/authorization', '@graphward/console');
  for (const file of ['tsconfig.json', 'codegen.yml', 'main.ts']) project.write(file, codeOf(file, guide));
}, 300_000);
afterAll(cleanUpProcesses);

it('leads from an empty folder to a typed query, as the guide says', async () => {
  const server = await whenServing(
    startProgram(process.execPath, ['node_modules/graphward/dist/cli/graphward.js', 'serve'], {
      cwd: project.folder,
      env: { DATA_DIR: temporaryFolder(), PORT: '0' },
    }),
  );
  const env = { API: `${server.url}/graphql` };
  const outputs: string[] = [];
  for (const command of commands.filter((command) => !isInstalledByTest(command))) {
    const { exitCode, stdout, stderr } = await startProgram('bash', ['-c', command], {
      cwd: project.folder,
      env,
    }).ended;
    expect({ command, exitCode, stderr: exitCode === 0 ? '' : stdout + stderr }).toEqual({
      command,
      exitCode: 0,
      stderr: '',
    });
    outputs.push(stdout);
  }
  expect(outputs.at(-1)).toBe('DORA@EXAMPLE.COM\n');
});

it('rejects a field that users may not see, with the message of the guide', async () => {
  const main = codeOf('main.ts', guide);
  project.write('main.ts', main.replace('roles\n', 'roles\n      disabled\n'));
  const { exitCode, stdout, stderr } = await startProgram('npx', ['graphql-codegen'], { cwd: project.folder })
    .ended;
  expect(exitCode).toBe(1);
  expect(stdout + stderr).toContain('Cannot query field "disabled" on type "User".');
});
