import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestClock } from '../support/clock.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { eventually } from '../support/eventually.js';
import { expectCode, expectData } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';
import { debianPython, describeWith } from '../support/installed-programs.js';
import { cleanUpProcesses, startProgram } from '../support/process.js';
import { projectRoot } from '../support/readme.js';
import { tryToRefresh } from '../support/sessions.js';

const clock = createTestClock();
const graphward = useGraphward({ clock });
afterAll(cleanUpProcesses);

const accessTokenTtl = 600;
const grace = 30;

/** The scenario of test/clients, with clients in other languages. */
describeWith('python3', 'curl', 'flock').each([
  ['Python', 'session.py', 'scenario.py', debianPython],
  ['curl', 'session.sh', 'scenario.sh', 'bash'],
])('%s', (_name, example, scenario, interpreter) => {
  async function start() {
    const alice = await graphward.signUp('alice');
    const cwd = temporaryFolder();
    copyFileSync(join(projectRoot, 'examples/clients', example), join(cwd, example));
    copyFileSync(join(__dirname, scenario), join(cwd, scenario));
    const env = { API: `${graphward.url}/graphql`, EMAIL: alice.email, PASSWORD: alice.password };
    const program = startProgram(interpreter, [scenario], { cwd, env });
    let read = 0;
    /** Runs a command, and returns what the client prints. */
    const run = async (command: string): Promise<any> => {
      program.stdin.write(`${command}\n`);
      await eventually(() => {
        const { stdout, stderr } = program.said();
        expect({ lines: stdout.split('\n').length, stderr }).toEqual({
          lines: read + 2,
          stderr: expect.any(String),
        });
      });
      const line = program.said().stdout.split('\n')[read];
      read += 1;
      return JSON.parse(line ?? '');
    };
    const refreshes = () =>
      graphward.logLines.filter(({ event, userId }) => event === 'refresh' && userId === alice.id).length;
    await run('login');
    return { alice, run, refreshes, program };
  }

  it('signs in, gets partial data, survives expiry with one refresh, gets new roles and signs out', async () => {
    const { alice, run, refreshes, program } = await start();
    expect(await run('me')).toMatchObject({
      data: { me: { id: alice.id, email: alice.email, disabled: null } },
      errors: [{ path: ['me', 'disabled'], extensions: { code: 'FORBIDDEN' } }],
    });

    clock.advance(accessTokenTtl + 1);
    const renamed: any[] = await run('rename');
    const names = Array.from({ length: 20 }, (_, index) => `Alice ${index}`);
    expect(renamed.map(({ data }) => data?.updateProfile.name)).toEqual(names);
    expect(refreshes()).toBe(1);

    const admin = await graphward.signUp('admin', 'ADMIN');
    const input = { userId: alice.id, roles: ['ADMIN'] };
    const setRoles = 'mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }';
    expectData(await graphward.as(admin).ask(setRoles, { input }));
    expect(await run('me')).toMatchObject({ data: { me: { disabled: false, roles: ['ADMIN'] } } });

    const last = await run('refresh-token');
    await run('logout');
    expectCode(await tryToRefresh(graphward, last), 'INVALID_REFRESH_TOKEN');
    expect(await run('me')).toMatchObject({
      data: { me: null },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    program.stdin.end();
    expect(await program.ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('loses its session when somebody else uses an earlier refresh token', async () => {
    const { run } = await start();
    const stolen = await run('refresh-token');
    clock.advance(accessTokenTtl + 1);
    await run('me');
    clock.advance(grace + 1);
    expectCode(await tryToRefresh(graphward, stolen), 'INVALID_REFRESH_TOKEN');
    expect(await run('me')).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});
