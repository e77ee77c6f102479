/** A first start that fails must not use up the administrator's password. */
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { cleanUpProcesses, runCommand, startServerProcess } from '../support/process.js';
import { takePort } from '../support/take-port.js';

jest.setTimeout(60_000);
afterEach(cleanUpProcesses);

it('creates the administrator, whose password is shown once, only when start-up succeeds', async () => {
  const DATA_DIR = temporaryFolder();
  const { port, release } = await takePort();
  expect(await runCommand(['serve'], { env: { DATA_DIR, PORT: String(port) } })).toMatchObject({
    exitCode: 1,
  });
  release();

  const server = await startServerProcess({ env: { DATA_DIR } });

  expect(server.said().stdout).toMatch(/password {2}\S{20}/);
});
