import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expectCode, expectData } from '../support/expectations.js';
import { cleanUpProcesses, sharedDatabase, startProgram, whenServing } from '../support/process.js';

const root = join(__dirname, '../..');
const engine = 'packages/authorization/examples';
const standAlone = readdirSync(join(root, engine)).map((name) => `${engine}/${name}`);

afterAll(cleanUpProcesses);

// The examples check their own results, and exit with a code other than 0 if one is wrong.
it.each([...standAlone, 'examples/articles/dist/try.js'])('%s does what it says', async (name) => {
  const { exitCode, stdout, stderr } = await startProgram(process.execPath, [join(root, name)], {}).ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) as string });
  expect(stdout).not.toBe('');
});

it('examples/articles/main.ts serves with the configured number of workers', async () => {
  const env = { ...sharedDatabase(), PORT: '0', WORKERS: '2' };
  const server = await whenServing(
    startProgram(process.execPath, [join(root, 'examples/articles/dist/main.js')], { env }),
  );

  expectData(await server.ask('{ articles { id } }'));
  const publish = 'mutation { publish(id: "1") { id } }';
  expectCode(await server.ask(publish), 'UNAUTHENTICATED', 'TOKEN_MISSING');

  expect(await server.signal('SIGTERM')).toMatchObject({ exitCode: 0 });
});
