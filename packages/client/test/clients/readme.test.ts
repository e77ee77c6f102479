import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useGraphward } from '../../../../test/support/graphward.js';
import { cleanUpProcesses, startProgram } from '../../../../test/support/process.js';
import { codeOf, projectRoot } from '../../../../test/support/readme.js';

const readme = 'packages/client/README.md';
const graphward = useGraphward();
const folder = mkdtempSync(join(tmpdir(), 'graphward-client-readme-'));
symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
afterAll(async () => {
  await cleanUpProcesses();
  rmSync(folder, { recursive: true });
});

/** Runs a program of the README with the built package, as a signed-up user. */
async function run(name: string): Promise<string> {
  const { email, password } = await graphward.signUp('alice');
  writeFileSync(join(folder, name), codeOf(name, readme));
  const env = { API: `${graphward.url}/graphql`, EMAIL: email, PASSWORD: password };
  const { exitCode, stdout, stderr } = await startProgram(process.execPath, [name], { cwd: folder, env })
    .ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

it('shows what the first program prints', async () => {
  expect(await run('session.mjs')).toBe(codeOf('session-output', readme));
});

it.each(['apollo.mjs', 'urql.mjs', 'graphql-request.mjs'])('has a program that works: %s', async (name) => {
  expect(await run(name)).toBe("alice [ 'me', 'disabled' ]\n");
});
