/** `graphward keys …`, as an operator runs it. */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, temporaryFolder } from '../support/embedded-mongodb.js';
import { runCommand } from '../support/process.js';
import { ecKey, rsaKey } from '../support/tokens.js';

jest.setTimeout(240_000);
afterEach(cleanUp);

interface ListedKey {
  readonly kid: string;
  readonly algorithm: string | null;
  readonly state: string;
  readonly file: string;
  readonly signsFrom: string | null;
  readonly problem: string | null;
}

let folder: string;
beforeEach(() => {
  folder = join(temporaryFolder(), 'jwt-keys');
});

type Env = Readonly<Record<string, string>>;
const keys = (args: readonly string[], env: Env = {}) =>
  runCommand(['keys', ...args], { env: { JWT_KEYS_DIR: folder, ...env } });
const list = async (env?: Env) => {
  const { stdout, exitCode } = await keys(['list', '--json'], env);
  return { exitCode, ...(JSON.parse(stdout) as { keys: ListedKey[]; problems: string[] }) };
};
const modeOf = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8);
const ok = { exitCode: 0, stderr: '' };
/** An access token lives for a second, so that a key expires 61 s after it stopped signing. */
const shortLived = { ACCESS_TOKEN_TTL: '1' };

/** Makes the second key begin this long ago, after the first. */
function nextBegan(agoMs: number): void {
  const file = join(folder, 'keyring.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { keys: [object, object] };
  Object.assign(manifest.keys[0], { signsFrom: '2020-01-01T00:00:00.000Z' });
  Object.assign(manifest.keys[1], { signsFrom: new Date(Date.now() - agoMs).toISOString() });
  writeFileSync(file, JSON.stringify(manifest));
}

it('creates keys: the first signs immediately, the next after the delay', async () => {
  expect(await keys(['new'])).toMatchObject(ok);
  const second = await keys(['new', '--algorithm', 'RS256'], { JWT_KEY_PUBLISH_DELAY: '3600' });
  expect(second).toMatchObject(ok);
  expect(second.stdout).toMatch(
    /\tRS256\tpublished\t.*\nIt signs from \S+Z\. Copy the folder to all instances/,
  );
  const listed = await list();
  expect(listed).toMatchObject({
    exitCode: 0,
    problems: [],
    keys: [
      { algorithm: 'ES256', state: 'signing' },
      { algorithm: 'RS256', state: 'published' },
    ],
  });
  const delayMs = Date.parse(listed.keys[1]?.signsFrom ?? '') - Date.now();
  expect(delayMs).toBeGreaterThan(3_400_000);
  for (const name of readdirSync(folder)) expect([name, modeOf(name)]).toEqual([name, '600']);
  expect(readdirSync(folder)).toHaveLength(3);
});

it('encrypts new keys with the passphrase file, and lists them only with it', async () => {
  const passphrase = join(temporaryFolder(), 'passphrase');
  writeFileSync(passphrase, 'open sesame\n', { mode: 0o600 });
  const env = { JWT_KEYS_PASSPHRASE_FILE: passphrase };
  expect(await keys(['new'], env)).toMatchObject(ok);
  const [file = ''] = readdirSync(folder);
  expect(readFileSync(join(folder, file), 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  expect(await list(env)).toMatchObject({ exitCode: 0, keys: [{ state: 'signing', problem: null }] });
  expect(await list()).toMatchObject({ exitCode: 1, problems: [expect.stringMatching(/is encrypted/)] });
});

it('imports keys from other folders and from its own, once each', async () => {
  const elsewhere = join(temporaryFolder(), 'other.pem');
  const [passphrase, wrong] = ['passphrase', 'wrong'].map((name) => join(temporaryFolder(), name)) as [
    string,
    string,
  ];
  writeFileSync(passphrase, 'open sesame', { mode: 0o600 });
  writeFileSync(wrong, 'guessed', { mode: 0o600 });
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'open sesame' };
  writeFileSync(elsewhere, rsaKey().export({ type: 'pkcs1', format: 'pem', ...cipher }));
  const refused = await keys(['import', elsewhere, '--passphrase-file', wrong]);
  expect(refused).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/is encrypted with another passphrase/),
  });
  expect(await keys(['import', elsewhere, '--passphrase-file', passphrase])).toMatchObject(ok);
  expect(await keys(['import', elsewhere, '--passphrase-file', passphrase])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^The folder contains this key already: .*-rs256-.*\.pem\.\n$/),
  });

  const dropped = join(folder, 'dropped.pem');
  writeFileSync(dropped, ecKey().export({ type: 'sec1', format: 'pem' }), { mode: 0o600 });
  expect((await list()).keys[1]).toMatchObject({ file: 'dropped.pem', state: 'unlisted' });
  expect(await keys(['import', dropped])).toMatchObject(ok);
  expect((await list()).keys[1]).toMatchObject({
    file: 'dropped.pem',
    state: 'published',
    algorithm: 'ES256',
  });
  const curve = join(temporaryFolder(), 'p384.pem');
  writeFileSync(
    curve,
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  expect(await keys(['import', curve])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/EC P-256/),
  });
});

it('adopts keys that were there without a manifest: the last by name signs', async () => {
  await keys(['new']);
  rmSync(join(folder, 'keyring.json'));
  writeFileSync(join(folder, '0.pem'), ecKey().export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  expect(await keys(['new'])).toMatchObject(ok);
  const { keys: listed } = await list();
  expect(listed.map(({ state }) => state)).toEqual(['verifying', 'signing', 'published']);
  expect(listed[0]?.file).toBe('0.pem');
});

it('retires keys step by step, and never the only one', async () => {
  await keys(['new']);
  const [only] = (await list()).keys;
  for (const options of [[], ['--compromised']])
    expect(await keys(['retire', ...options, '--', only?.kid ?? ''])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^No other key can sign\. Create one first/),
    });
  await keys(['new']);
  const retire = (...args: string[]) => keys(['retire', ...args]);
  const file = only?.file ?? '';
  expect((await retire(file)).stdout).toMatch(/^The key signs until \S+Z, when the next key begins/);
  nextBegan(30_000);
  expect((await retire(file)).stdout).toMatch(/^Its tokens are valid until \S+Z\. Run this command again/);
  nextBegan(62_000);
  const removed = await keys(['retire', file], shortLived);
  expect(removed).toMatchObject({ ...ok, stdout: `${file} was removed.\n` });
  expect(readdirSync(folder)).not.toContain(file);

  await keys(['new']);
  const [signing, next] = (await list()).keys;
  expect((await retire('--compromised', signing?.file ?? '')).stdout).toMatch(/^The key is compromised/);
  expect((await list()).keys.map(({ state }) => state)).toEqual(['compromised', 'signing']);
  expect(await retire(next?.file ?? '')).toMatchObject({ exitCode: 1 });
  expect(await retire('nothing')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^Key not found: nothing/),
  });
});

it('reports a missing, a broken and an exposed key, and changes nothing meanwhile', async () => {
  await keys(['new']);
  await keys(['new']);
  const [first, second] = (await list()).keys.map(({ file }) => file) as [string, string];
  writeFileSync(join(folder, second), 'no key');
  chmodSync(join(folder, first), 0o666);
  const { exitCode, stderr } = await keys(['list']);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/is writable by other users/);
  expect(stderr).toMatch(/is not a supported private key/);
  chmodSync(join(folder, first), 0o600);
  rmSync(join(folder, second));
  expect(await list()).toMatchObject({
    exitCode: 1,
    keys: [{}, { problem: expect.stringMatching(/ENOENT/) }],
  });
  const before = readFileSync(join(folder, 'keyring.json'), 'utf8');
  expect(await keys(['new'])).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/ENOENT/) });
  expect(readFileSync(join(folder, 'keyring.json'), 'utf8')).toBe(before);
  expect(readdirSync(folder)).toHaveLength(2);
});

it('needs a key folder, and no other command that changes it', async () => {
  const secret = await runCommand(['keys', 'list'], { env: { JWT_SECRET: 'any' } });
  expect(secret).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/Set JWT_KEYS_DIR/) });
  await keys(['new']);
  writeFileSync(join(folder, '.keyring.lock'), '');
  expect(await keys(['new'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^Another command is changing the keys\. If none is running, remove /),
  });
});
