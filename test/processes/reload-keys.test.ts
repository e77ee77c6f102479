/** SIGHUP reloads the signing keys, in one process and in workers. */
import { eventually } from '../support/eventually.js';
import {
  cleanUpProcesses,
  type ServerProcess,
  sharedDatabase,
  startServerProcess,
} from '../support/process.js';
import { createKeysFolder, ecKey } from '../support/tokens.js';

jest.setTimeout(90_000);
afterEach(cleanUpProcesses);

const publishedBy = async (server: ServerProcess) => {
  const response = await fetch(`${server.url}/.well-known/jwks.json`, { headers: { connection: 'close' } });
  return ((await response.json()) as { keys: unknown[] }).keys.length;
};

it.each([
  ['one process', '1'],
  ['two workers', '2'],
])('SIGHUP reloads the keys in %s', async (_what, workers) => {
  const keys = createKeysFolder();
  keys.add('1', ecKey());
  const database = { ...sharedDatabase(), JWT_SECRET: '' };
  const server = await startServerProcess({
    env: { ...database, JWT_KEYS_DIR: keys.path, WORKERS: workers },
  });
  const loads = () => server.said().stdout.match(/signing keys cannot be loaded/g)?.length ?? 0;
  try {
    keys.add('2', ecKey());
    process.kill(server.pid, 'SIGHUP');
    for (let time = 0; time < 4 * Number(workers); time += 1)
      await eventually(async () => expect(await publishedBy(server)).toBe(2));
    keys.remove();
    process.kill(server.pid, 'SIGHUP');
    await eventually(() => expect(loads()).toBe(Number(workers)));
    expect(await publishedBy(server)).toBe(2);
    expect(await server.signal('SIGTERM')).toMatchObject({ exitCode: 0 });
  } finally {
    keys.remove();
  }
});

it('SIGHUP has no effect without a key folder', async () => {
  const server = await startServerProcess({ env: sharedDatabase() });
  process.kill(server.pid, 'SIGHUP');
  await eventually(() => expect(server.said().stdout).toContain('there is no key folder'));
  expect(await server.statusOf('/live')).toBe(200);
  expect(await server.signal('SIGTERM')).toMatchObject({ exitCode: 0 });
});
