import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { debianPython, describeWithPython } from '../support/installed-programs.js';
import { cleanUpProcesses, type RunningCommand, startProgram } from '../support/process.js';
import { projectRoot } from '../support/readme.js';
import { logOut } from '../support/sessions.js';
import { createKeysFolder, ecKey } from '../support/tokens.js';

const secret = randomBytes(32).toString('base64url');
const issuer = 'https://auth.example.com';

describeWithPython('jwt', 'cryptography')('the verifier in Python', () => {
  const keys = createKeysFolder();
  keys.add('key', ecKey());
  const env = { JWT_SECRET: '', JWT_KEYS_DIR: keys.path, REVOCATIONS_SECRET: secret, ISSUER: issuer };
  const database = freshDatabaseUri();
  let graphward: TestServer;
  beforeAll(async () => {
    graphward = await startGraphward({ env, database });
  });
  afterEach(cleanUpProcesses);
  afterAll(async () => {
    await graphward.stop();
    keys.remove();
  });

  function startVerifier(more: Record<string, string> = {}): RunningCommand {
    const program = join(projectRoot, 'examples/gateway/verifier.py');
    const settings = { GRAPHWARD_URL: graphward.url, REVOCATIONS_SECRET: secret, ISSUER: issuer };
    return startProgram(debianPython, [program], { env: { ...settings, ...more } });
  }

  /** What the verifier says about a token. */
  async function judge(verifier: RunningCommand, token: string): Promise<string> {
    const before = verifier.said().stdout.split('\n').length;
    verifier.stdin.write(`${token}\n`);
    await eventually(() => expect(verifier.said().stdout.split('\n').length).toBeGreaterThan(before));
    return verifier.said().stdout.split('\n')[before - 1] ?? '';
  }

  async function expectAccepted(verifier: RunningCommand, person: Person): Promise<void> {
    await eventually(async () => {
      const verdict = await judge(verifier, person.accessToken);
      if (!verdict.startsWith('{')) throw new Error(verdict);
      expect(JSON.parse(verdict)).toMatchObject({ sub: person.id });
    });
  }

  const expectRefused = (verifier: RunningCommand, person: Person, reason: string) =>
    eventually(async () => expect(await judge(verifier, person.accessToken)).toBe(`refused: ${reason}`));

  it('refuses tokens after a sign-out, a change of the user, and a revocation before it started', async () => {
    const [alice, bob, carol] = [
      await graphward.signUp('alice'),
      await graphward.signUp('bob'),
      await graphward.signUp('carol'),
    ];
    await logOut(graphward, undefined, { token: carol.accessToken });
    const verifier = startVerifier();
    await expectAccepted(verifier, alice);
    await expectRefused(verifier, carol, 'revoked');

    await logOut(graphward, undefined, { token: alice.accessToken });
    await expectRefused(verifier, alice, 'revoked');
    await expectAccepted(verifier, bob);
    await graphward.app.services.sessions.refreshClaims(bob.id);
    await expectRefused(verifier, bob, 'revoked');
    await expectAccepted(verifier, await graphward.signIn(bob));
    expect(await judge(verifier, bob.refreshToken)).toMatch(/^refused: /);
    expect(await judge(verifier, `${carol.accessToken.slice(0, -4)}AAAA`)).toMatch(/^refused: /);
  });

  it('refuses everything while its list is out of date, and recovers after a restart of Graphward', async () => {
    const alice = await graphward.signUp('alice');
    const bob = await graphward.signUp('bob');
    const verifier = startVerifier({ WAIT: '1', MAX_AGE: '3' });
    await expectAccepted(verifier, alice);

    const { port } = new URL(graphward.url);
    await graphward.stop();
    await expectRefused(verifier, alice, 'the revocations are out of date');
    graphward = await startGraphward({ env: { ...env, PORT: port }, database });
    await logOut(graphward, undefined, { token: bob.accessToken });
    await expectAccepted(verifier, alice);
    await expectRefused(verifier, bob, 'revoked');
  });

  it('refuses everything with a wrong secret', async () => {
    const verifier = startVerifier({ REVOCATIONS_SECRET: 'wrong' });
    await expectRefused(verifier, await graphward.signUp('alice'), 'the revocations are out of date');
    await eventually(() => expect(verifier.said().stderr).toContain('401'));
  });
});
