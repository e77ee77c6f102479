import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useGraphward } from '../support/graphward.js';
import { cleanUpProcesses, startProgram } from '../support/process.js';

const graphward = useGraphward();
afterAll(cleanUpProcesses);

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');

/** The blocks that make up the session with curl, in one text. */
function curlSession(): string {
  return [...readme.matchAll(/^```bash curl-session\n([^]*?)^```$/gm)].map(([, block]) => block).join('\n');
}

/** What each line that the session prints says. */
async function run(script: string): Promise<unknown[]> {
  const { exitCode, stdout, stderr } = await startProgram('bash', ['-e', '-o', 'pipefail', '-c', script], {})
    .ended;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

test('the session with curl goes as the README says', async () => {
  // As it stands, except for the port: the one it names may be taken.
  const script = curlSession().replaceAll('http://127.0.0.1:4000', graphward.url);
  expect(script).toContain(`${graphward.url}/graphql`);

  const id: unknown = expect.any(String);
  const error = (code: string, more: object): unknown =>
    expect.objectContaining({ extensions: expect.objectContaining({ code }) as unknown, ...more });
  const revoked: unknown = expect.objectContaining({
    extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' },
  });
  expect(await run(script)).toEqual([
    { data: { register: { user: { id } } } },
    { data: { me: { id, name: null, email: 'alice@example.com', roles: ['USER'] } } },
    {
      data: { me: { email: 'alice@example.com', disabled: null }, users: null },
      errors: expect.arrayContaining([
        error('FORBIDDEN', { path: ['me', 'disabled'] }),
        error('FORBIDDEN', { path: ['users'] }),
      ]) as unknown,
    },
    { data: { logout: { revokedSessions: 1 } } },
    { errors: [revoked] },
  ]);
});
