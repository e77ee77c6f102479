/** The commands of docs/operations.md that copy the data folder of an embedded database. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { tryToRegister } from '../support/account-mutations.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { expectData } from '../support/expectations.js';
import { cleanUpProcesses, startServerProcess } from '../support/process.js';
import { askWhoIAm, tryToLogIn, tryToRefresh } from '../support/sessions.js';

jest.setTimeout(120_000);
afterEach(cleanUpProcesses);

it('a restored copy of the data folder has the accounts, the sessions and the secrets', async () => {
  const folder = temporaryFolder();
  const [original, restored] = ['original', 'restored'].map((name) => join(folder, name)) as [string, string];
  const archive = join(folder, 'backup.tar.gz');
  const account = { email: 'alice@example.com', password: 'four words make one' };
  const env = { ISSUER: 'http://graphward.example' };
  const server = await startServerProcess({ env: { ...env, DATA_DIR: original } });
  const { accessToken, refreshToken } = expectData(await tryToRegister(server, account)).register as {
    accessToken: string;
    refreshToken: string;
  };
  await server.signal('SIGTERM');

  execFileSync('tar', ['-czpf', archive, '-C', original, '.']);
  mkdirSync(restored, { mode: 0o700 });
  execFileSync('tar', ['-xzpf', archive, '-C', restored]);

  const again = await startServerProcess({ env: { ...env, DATA_DIR: restored } });
  expectData(await askWhoIAm(again, accessToken));
  expectData(await tryToRefresh(again, refreshToken));
  expectData(await tryToLogIn(again, account));
});
