import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { expectData } from '../support/expectations.js';
import {
  cleanUpProcesses,
  type CommandResult,
  startProgram,
  startServerProcess,
} from '../support/process.js';
import { tryToLogIn } from '../support/sessions.js';

jest.setTimeout(60_000);
afterEach(cleanUpProcesses);

const script = join(__dirname, '../../scripts/seed.mjs');

function seed(count: string, env: Record<string, string>): Promise<CommandResult> {
  return startProgram(process.execPath, [script, count], { env }).ended;
}

it('adds users that can sign in, and a repeated run only the missing ones', async () => {
  const env = { DATA_DIR: temporaryFolder() };
  expect(await seed('3', env)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Added 3 of 3'),
  });
  const { stdout } = await seed('5', env);
  expect(stdout).toContain('Added 2 of 5');

  const password = /password is: (.*)$/m.exec(stdout)?.[1] ?? '';
  const server = await startServerProcess({ env });
  expectData(await tryToLogIn(server, { email: 'seeded00000005@example.com', password }));
});

it('refuses to run in production, and without a number', async () => {
  const production = {
    NODE_ENV: 'production',
    ISSUER: 'https://auth.example.com',
    MONGODB_URI: 'mongodb://127.0.0.1:1',
    JWT_SECRET: randomBytes(32).toString('base64'),
    REFRESH_SECRET: randomBytes(32).toString('base64'),
  };
  const refused = await seed('3', production);
  expect([refused.exitCode, refused.stderr]).toEqual([
    1,
    expect.stringContaining('Seeding is for development'),
  ]);

  for (const count of ['', '0', 'many', '-1'])
    expect(await seed(count, {})).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('npm run seed'),
    });
});
