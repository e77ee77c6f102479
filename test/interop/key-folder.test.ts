import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePrivateKey } from '../../src/identity/keyring.js';
import { createTestClock } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { type LogLine, startGraphward, type TestServer } from '../support/graphward.js';
import { send } from '../support/http.js';
import { askWhoIAm, expectAlive, expectRefused } from '../support/sessions.js';
import { createKeysFolder, ecKey, rsaKey, takeApart } from '../support/tokens.js';

const [first, second] = [ecKey(), rsaKey()];
const kidOf = (key: typeof first) =>
  parsePrivateKey(key.export({ type: 'pkcs8', format: 'pem' }).toString()).kid;

let folder: ReturnType<typeof createKeysFolder>;
let clock: ReturnType<typeof createTestClock>;
let server: TestServer;

beforeEach(async () => {
  folder = createKeysFolder();
  folder.add('1', first);
  clock = createTestClock();
  const env = { JWT_KEYS_DIR: folder.path, JWT_SECRET: undefined, JWT_KEY_PUBLISH_DELAY: '60' };
  server = await startGraphward({ clock, env });
});

afterEach(async () => {
  await server.stop();
  folder.remove();
});

const publishedKids = async () => {
  const { text } = await send(server, { path: '/.well-known/jwks.json' });
  return (JSON.parse(text) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
};
/** The key that signs now. */
const signingKid = async () => takeApart((await server.signUp('somebody')).accessToken).header.kid;
const logged = (message: RegExp): LogLine[] => server.logLines.filter(({ msg }) => message.test(String(msg)));
const metric = async (name: string) => {
  const { text } = await send(server, { path: '/metrics' });
  return new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1];
};
const writeManifest = (...keys: object[]) =>
  writeFileSync(join(folder.path, 'keyring.json'), JSON.stringify({ version: 1, keys }), { mode: 0o600 });

it('publishes a new key at once, and signs with it after the delay', async () => {
  folder.add('2', second);
  server.app.reloadKeys();
  expect(await publishedKids()).toEqual([kidOf(first), kidOf(second)]);
  clock.advance(59);
  expect(await signingKid()).toBe(kidOf(first));
  clock.advance(1);
  expect(await signingKid()).toBe(kidOf(second));
});

it('notices a change of the folder by itself', async () => {
  folder.add('2', second);
  await eventually(async () => expect(await publishedKids()).toHaveLength(2));
  expect(logged(/^signing keys loaded$/).at(-1)).toMatchObject({
    signing: kidOf(first),
    verifying: [kidOf(first), kidOf(second)],
    upcoming: [{ kid: kidOf(second) }],
  });
});

it.each<[string, (file: string) => void, RegExp]>([
  ['that is broken', (file) => writeFileSync(file, 'no key', { mode: 0o600 }), /2\.pem is not a supported/],
  ['to which others can write', (file) => chmodSync(file, 0o622), /2\.pem is writable by other users/],
])('keeps all earlier keys while there is a file %s', async (_what, spoil, problem) => {
  folder.add('2', second);
  folder.add('3', ecKey());
  spoil(join(folder.path, '2.pem'));
  await eventually(() => expect(logged(/signing keys cannot be loaded/)).toHaveLength(1));
  expect(logged(/signing keys cannot be loaded/)[0]?.problems).toEqual([expect.stringMatching(problem)]);
  server.app.reloadKeys();
  expect(logged(/signing keys cannot be loaded/)).toHaveLength(1);
  expect(await publishedKids()).toEqual([kidOf(first)]);
  expect(await metric('graphward_keyring_problems')).toBe('1');

  folder.add('2', second);
  chmodSync(join(folder.path, '2.pem'), 0o600);
  server.app.reloadKeys();
  expect(await publishedKids()).toHaveLength(3);
  expect(await metric('graphward_keyring_problems')).toBe('0');
});

it('keeps its keys when the folder disappears', async () => {
  const alice = await server.signUp('alice');
  renameSync(folder.path, `${folder.path}-gone`);
  server.app.reloadKeys();
  await expectAlive(server, alice);
  expect(await signingKid()).toBe(kidOf(first));
  renameSync(`${folder.path}-gone`, folder.path);
});

it('accepts the tokens of a key that disappears until they have expired, and warns', async () => {
  const alice = await server.signUp('alice');
  folder.add('2', second);
  rmSync(join(folder.path, '1.pem'));
  server.app.reloadKeys();
  expect(logged(/a signing key has disappeared/)).toMatchObject([{ kid: kidOf(first) }]);
  expect(await signingKid()).toBe(kidOf(second));
  await expectAlive(server, alice);
  expect(await publishedKids()).toEqual([kidOf(first), kidOf(second)]);
  clock.advance(600 + 60);
  expect(await publishedKids()).toEqual([kidOf(second)]);
});

it('rejects the tokens of a compromised key at once, although it has accepted them before', async () => {
  const alice = await server.signUp('alice');
  await expectAlive(server, alice);
  folder.add('2', second);
  const times = { publishedAt: '2020-01-01T00:00:00Z', signsFrom: '2020-01-01T00:00:00Z' };
  const successor = { ...times, kid: kidOf(second), file: '2.pem' };
  writeManifest({ ...times, kid: kidOf(first), file: '1.pem', compromised: true }, successor);
  server.app.reloadKeys();
  expectRefused(await askWhoIAm(server, alice.accessToken), 'TOKEN_INVALID');
  expect(await publishedKids()).toEqual([kidOf(second)]);
  expect(await signingKid()).toBe(kidOf(second));
});

it('signs by the times of the manifest, whatever the names and the ages of the files', async () => {
  folder.add('0', second);
  const after = (seconds: number) => new Date(clock().getTime() + seconds * 1000).toISOString();
  const at = (signsFrom: string) => ({ publishedAt: signsFrom, signsFrom });
  writeManifest(
    { ...at(after(30)), kid: kidOf(second), file: '0.pem' },
    { ...at(after(-30)), kid: kidOf(first), file: '1.pem' },
  );
  server.app.reloadKeys();
  const alice = await server.signUp('alice');
  expect(takeApart(alice.accessToken).header.kid).toBe(kidOf(first));
  clock.advance(30);
  expect(await signingKid()).toBe(kidOf(second));
  await expectAlive(server, alice);
  clock.advance(600 + 60);
  expect(await publishedKids()).toEqual([kidOf(second)]);
});

it('reloads nothing without a folder', async () => {
  const other = await startGraphward();
  other.app.reloadKeys();
  expect(other.logLines.at(-1)?.msg).toBe('there is no key folder, so there is nothing to reload');
  await other.stop();
});
