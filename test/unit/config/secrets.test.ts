import { createPrivateKey, generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, resolveLocalSecrets } from '../../../src/config/index.js';
import { giveAway, itAsRoot } from '../../support/other-user.js';
import { problemsOf } from './problems-of.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graphward-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pemOf = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }) =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
const ecPem = (namedCurve: string) => pemOf(generateKeyPairSync('ec', { namedCurve }).privateKey);
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

describe('a shared secret', () => {
  it.each([
    ['32 random bytes in base64', randomBytes(32).toString('base64'), 32],
    ['32 random bytes in base64url', randomBytes(32).toString('base64url'), 32],
    ['32 random bytes in hexadecimal', randomBytes(32).toString('hex'), 32],
    ['64 random bytes', randomBytes(64).toString('base64'), 64],
  ])('of %s is accepted, and decoded unless other services use it', (_what, text, bytes) => {
    const { secrets } = loadConfig({ JWT_SECRET: text, REFRESH_SECRET: text });
    expect(secrets.signing).toEqual({ kind: 'secret', secret: Buffer.from(text, 'utf8'), others: [] });
    expect((secrets.refresh as Buffer).length).toBe(bytes);
  });

  it.each([
    ['hunter2', /too short/],
    [randomBytes(31).toString('base64'), /too short/],
    [randomBytes(31).toString('hex'), /too short/],
    ['x7$Kq!9vB#2mZ&4tW@8nL*5pR^3cY(6h', /too short/],
    ['your-256-bit-secret-your-256-bit-secret-your-256', /not random/],
    ['a-string-secret-at-least-256-bits-long-0123456789ABCDEF', /not random/],
    ['changeme'.repeat(8), /not random/],
    ['AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow', /not random/],
    ['0'.repeat(64), /not random/],
    ['0123456789abcdef'.repeat(4), /not random/],
    ['deadbeef'.repeat(8), /not random/],
    [Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('hex'), /not random/],
    [Buffer.from(Array.from({ length: 48 }, (_, index) => 255 - 3 * index)).toString('base64'), /not random/],
    ['correct horse battery staple and so many more words', /not random/],
    ['correct-horse-battery-staple-and-so-many-more-words', /not random/],
    ['correcthorsebatterystapleandsomanymorewordsbesides', /not random/],
  ])('like %s is rejected, and the problem does not quote it', (text, reason) => {
    const problems = problemsOf({ JWT_SECRET: text, REFRESH_SECRET: text });
    expect(problems).toHaveLength(2);
    for (const problem of problems) {
      expect(problem).toMatch(reason);
      expect(problem).not.toContain(text);
    }
  });

  describe('that is published', () => {
    const published = readFileSync(join(__dirname, 'published-secrets.txt'), 'utf8').trim().split('\n');
    const isRejected = (text: string) => problemsOf({ REFRESH_SECRET: text }).length === 1;

    it.each(published)('like %s is rejected', (text) => {
      expect(isRejected(text)).toBe(true);
    });

    it('is rejected in every encoding', () => {
      for (const text of published) {
        const bytes = /^[0-9a-f]+$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text);
        for (const encoding of ['base64', 'base64url', 'hex'] as const)
          expect([text, encoding, isRejected(bytes.toString(encoding))]).toEqual([text, encoding, true]);
      }
    });
  });

  const drawnFrom = (alphabet: string, length: number) => () =>
    Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
  const lowerCase = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const printable = String.fromCharCode(...Array.from({ length: 94 }, (_, index) => 33 + index));

  it.each<[string, () => string]>([
    ['32 bytes in base64', () => randomBytes(32).toString('base64')],
    ['32 bytes in base64url', () => randomBytes(32).toString('base64url')],
    ['32 bytes in hexadecimal', () => randomBytes(32).toString('hex')],
    ['32 bytes in upper-case hexadecimal', () => randomBytes(32).toString('hex').toUpperCase()],
    ['64 bytes in base64', () => randomBytes(64).toString('base64')],
    ['letters and digits', drawnFrom(lowerCase + 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 64)],
    ['lower-case letters and digits', drawnFrom(lowerCase, 64)],
    ['printable ASCII', drawnFrom(printable, 40)],
  ])('is accepted when chosen at random: %s', (_what, draw) => {
    for (let count = 0; count < 50; count += 1) {
      const text = draw();
      expect([text, problemsOf({ JWT_SECRET: text })]).toEqual([text, []]);
    }
  });

  it('may end with what would be padding in base64', () => {
    expect(problemsOf({ JWT_SECRET: 'N#7q.Wc>z2R{u!Vd9&hM]x4(Ts~gY*6bKe+pJ%==' })).toEqual([]);
  });

  it('may be accompanied by others, separated by white space and as strong', () => {
    const [one, two, three] = [0, 1, 2].map(() => randomBytes(32).toString('base64')) as [
      string,
      string,
      string,
    ];
    const { secrets } = loadConfig({
      JWT_SECRET: one,
      OTHER_JWT_SECRETS: `${two} ${three}`,
      REFRESH_SECRET: one,
      OTHER_REFRESH_SECRETS: `${two}\n${three}\n`,
    });
    expect(secrets.signing).toMatchObject({ others: [Buffer.from(two), Buffer.from(three)] });
    expect(secrets.otherRefresh).toEqual([Buffer.from(two, 'base64'), Buffer.from(three, 'base64')]);
    expect(problemsOf({ JWT_SECRET: one, OTHER_JWT_SECRETS: `${two} hunter2` })).toEqual([
      expect.stringMatching(/^OTHER_JWT_SECRETS is too short/),
    ]);
    expect(problemsOf({ OTHER_JWT_SECRETS: two })).toEqual(['OTHER_JWT_SECRETS requires JWT_SECRET.']);
  });

  it('is rejected together with a key folder', () => {
    write('key.pem', ecPem('P-256'));
    expect(problemsOf({ JWT_SECRET: randomBytes(32).toString('base64'), JWT_KEYS_DIR: folder })).toEqual([
      'JWT_KEYS_DIR and JWT_SECRET are both set. Remove one of them.',
    ]);
  });
});

describe('a key folder', () => {
  it.each([
    ['on another curve', () => ecPem('P-384')],
    ['of type Ed25519', () => pemOf(generateKeyPairSync('ed25519').privateKey)],
    [
      'of type RSA with 1024 bits',
      () => pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey),
    ],
    [
      'that is public',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-256' })
          .publicKey.export({ type: 'spki', format: 'pem' })
          .toString(),
    ],
    ['that is not PEM', () => 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0'],
  ])('rejects a key %s by its name, without quoting it', (_what, makeKey) => {
    const text = makeKey();
    write('bad.pem', text);
    write('good.pem', ecPem('P-256'));
    const problems = problemsOf({ JWT_KEYS_DIR: folder });
    expect(problems).toEqual([
      expect.stringMatching(/^JWT_KEYS_DIR: bad\.pem is not a supported private key\./),
    ]);
    expect(problems.join()).not.toContain(text.split('\n')[1] ?? text);
  });

  it('must exist and contain a key', () => {
    expect(problemsOf({ JWT_KEYS_DIR: folder })).toEqual([
      expect.stringMatching(
        /^JWT_KEYS_DIR: It contains no \.pem file\. Create one with: npx graphward keys new/,
      ),
    ]);
    expect(problemsOf({ JWT_KEYS_DIR: join(folder, 'gone') })).toEqual([
      expect.stringMatching(/^JWT_KEYS_DIR: ENOENT/),
    ]);
  });
});

it.each([{ ADMIN_EMAIL: 'admin@example.com' }, { ADMIN_PASSWORD: 'four words make one' }])(
  'requires both ADMIN_EMAIL and ADMIN_PASSWORD: %j',
  (env) => {
    expect(problemsOf(env)).toEqual(['ADMIN_EMAIL and ADMIN_PASSWORD go together: set both or neither.']);
  },
);

describe('secrets generated in the data folder', () => {
  const resolveIn = (dataDir: string) =>
    resolveLocalSecrets({ signing: 'local', refresh: 'local', admin: null, smtp: null }, dataDir);
  const modeOf = (...path: string[]) => (statSync(join(...path)).mode & 0o777).toString(8);

  it('are readable only by their owner and survive restarts', () => {
    const dataDir = join(folder, 'data');
    const first = resolveIn(dataDir);

    expect(first.signing.kind).toBe('folder');
    expect(first.refresh).toHaveLength(32);
    expect(modeOf(dataDir, 'refresh-secret')).toBe('600');
    expect(modeOf(dataDir, 'jwt-keys', 'es256.pem')).toBe('600');
    expect(modeOf(dataDir, 'jwt-keys')).toBe('700');
    expect(resolveIn(dataDir)).toEqual(first);
  });

  it('differ between folders and leave no temporary files', () => {
    const [one, other] = [resolveIn(join(folder, 'one')), resolveIn(join(folder, 'other'))];
    expect(one.refresh).not.toEqual(other.refresh);
    const keyIn = (name: string) => readFileSync(join(folder, name, 'jwt-keys', 'es256.pem'), 'utf8');
    expect(keyIn('one')).not.toBe(keyIn('other'));
    expect(readdirSync(join(folder, 'one')).sort()).toEqual(['jwt-keys', 'refresh-secret']);
  });

  it('do not replace configured secrets', () => {
    const given = loadConfig({
      JWT_SECRET: randomBytes(32).toString('hex'),
      REFRESH_SECRET: randomBytes(32).toString('hex'),
    }).secrets;
    expect(resolveLocalSecrets(given, join(folder, 'data'))).toEqual({ ...given, otherRefresh: [] });
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('sign with ES256, unless there are keys already', () => {
    resolveIn(folder);
    const pem = readFileSync(join(folder, 'jwt-keys', 'es256.pem'), 'utf8');
    expect(createPrivateKey(pem).asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    renameSync(join(folder, 'jwt-keys', 'es256.pem'), join(folder, 'jwt-keys', 'renamed.pem'));
    resolveIn(folder);
    expect(readdirSync(join(folder, 'jwt-keys'))).toEqual(['renamed.pem']);
  });

  it.each(['', 'short', '{}'])('are rejected, not replaced, when their file contains %j', (text) => {
    resolveIn(folder);
    write('refresh-secret', text);
    expect(() => resolveIn(folder)).toThrow(/refresh-secret does not contain a 32-byte secret/);
  });
});

describe('secrets planted in the data folder by another user', () => {
  const resolve = () =>
    resolveLocalSecrets({ signing: 'local', refresh: 'local', admin: null, smtp: null }, folder);

  it.each(['.', 'jwt-keys', 'jwt-keys/es256.pem', 'refresh-secret'])(
    'are rejected when others can write to %s',
    (name) => {
      resolve();
      chmodSync(join(folder, name), 0o777);
      expect(resolve).toThrow(`chmod go-w ${join(folder, name)}`);
    },
  );

  itAsRoot.each(['jwt-keys', 'jwt-keys/es256.pem', 'refresh-secret'])(
    'are rejected when another user owns %s',
    (name) => {
      resolve();
      giveAway(join(folder, name));
      expect(resolve).toThrow(`${join(folder, name)} belongs to another user`);
    },
  );
});
