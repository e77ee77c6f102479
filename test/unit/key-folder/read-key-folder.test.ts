import type { KeyObject } from 'node:crypto';
import type * as fileSystem from 'node:fs';
import { accessSync, chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parsePrivateKey } from '../../../src/identity/keyring.js';
import { readKeyFolder } from '../../../src/key-folder/index.js';
import { cleanUp, temporaryFolder } from '../../support/embedded-mongodb.js';
import { giveAway, itAsRoot, makeFolder, makeNamedPipe, writeWithMode } from '../../support/other-user.js';
import { ecKey, rsaKey } from '../../support/tokens.js';

jest.mock('node:fs', () => {
  const fs = jest.requireActual<typeof fileSystem>('node:fs');
  return { ...fs, accessSync: jest.fn(fs.accessSync) };
});

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const newPem = () => pemOf(ecKey());
const pem = newPem();
const kidOf = (text: string) => parsePrivateKey(text).kid;
const now = new Date('2030-01-01T12:00:00Z');
/** Seconds from now. */
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  jest.mocked(accessSync).mockImplementation(jest.requireActual<typeof fileSystem>('node:fs').accessSync);
  return cleanUp();
});

function readWith(passphraseFile: string | null = null) {
  return readKeyFolder({ folder, passphraseFile }, { accessTokenTtlSeconds: 600, now });
}

function read(): { files: readonly string[]; problems: readonly string[] } {
  const { listed, unlisted, problems } = readWith();
  return { files: [...(listed ?? []), ...unlisted].flatMap(({ file, key }) => (key ? file : [])), problems };
}

function expectProblem(pattern: RegExp): void {
  expect(read()).toEqual({ files: [], problems: [expect.stringMatching(pattern)] });
}

const write = (name: string, text: string) => writeWithMode(join(folder, name), 0o600, text);

interface Listed {
  readonly kid: string;
  readonly file: string;
  readonly signsFrom: string;
  readonly [member: string]: unknown;
}

function writeManifest(...keys: Listed[]): void {
  write(
    'keyring.json',
    JSON.stringify({ version: 1, keys: keys.map((key) => ({ publishedAt: at(-9), ...key })) }),
  );
}

/** Mounts a secret like Kubernetes: two links and a folder that an update replaces as a whole. */
function mountSecret(): string {
  const version = join(folder, '..2026_01_01');
  mkdirSync(version);
  const key = writeWithMode(join(version, 'key.pem'), 0o644, pem);
  symlinkSync('..2026_01_01', join(folder, '..data'));
  symlinkSync('..data/key.pem', join(folder, 'key.pem'));
  return key;
}

describe('a key folder', () => {
  it('may be readable by others, if its keys are not', () => {
    writeWithMode(join(folder, 'key.pem'), 0o640, pem);
    chmodSync(folder, 0o755);
    expect(read()).toEqual({ files: ['key.pem'], problems: [] });
  });

  it.each(['0777', '0770', '1777'])('is rejected with mode %s', (mode) => {
    writeWithMode(join(folder, 'key.pem'), 0o600, pem);
    chmodSync(folder, parseInt(mode, 8));
    expectProblem(/ is writable by other users .* `chmod go-w /);
  });

  itAsRoot('is rejected when another user owns it', () => {
    writeWithMode(join(folder, 'key.pem'), 0o600, pem);
    giveAway(folder);
    expectProblem(/ belongs to another user/);
  });

  it('may have any mode when it is mounted read-only', () => {
    mountSecret();
    chmodSync(folder, 0o1777);
    jest.mocked(accessSync).mockImplementation(() => {
      throw Object.assign(new Error('read-only file system'), { code: 'EROFS' });
    });
    expect(read()).toEqual({ files: ['key.pem'], problems: [] });
  });
});

describe('a key file', () => {
  it('may be behind links within the folder, as in a Kubernetes secret', () => {
    mountSecret();
    expect(read()).toEqual({ files: ['key.pem'], problems: [] });
  });

  it('is rejected behind a link out of the folder', () => {
    symlinkSync(writeWithMode(join(temporaryFolder(), 'key.pem'), 0o600, pem), join(folder, 'key.pem'));
    expectProblem(/^key\.pem cannot be read: .* outside its folder/);
  });

  itAsRoot('is rejected behind a link that another user created', () => {
    mountSecret();
    giveAway(join(folder, '..data'));
    expectProblem(/\.\.data belongs to another user/);
  });

  itAsRoot('is rejected when another user owns it', () => {
    giveAway(mountSecret());
    expectProblem(/key\.pem belongs to another user/);
  });

  it('is rejected when others can write to it or to a folder along its path', () => {
    const key = mountSecret();
    chmodSync(key, 0o664);
    expectProblem(/key\.pem is writable by other users/);
    chmodSync(key, 0o600);
    makeFolder(join(folder, '..2026_01_01'), 0o775);
    expectProblem(/2026_01_01 is writable by other users/);
  });

  it('is rejected when it is a named pipe, without hiding problems of other files', () => {
    makeNamedPipe(join(folder, 'a.pem'));
    writeWithMode(join(folder, 'b.pem'), 0o666, pem);
    expect(read().problems).toEqual([
      expect.stringMatching(/a\.pem is a named pipe/),
      expect.stringMatching(/b\.pem is writable by other users/),
    ]);
  });

  it('is rejected when everybody can read it', () => {
    writeWithMode(join(folder, 'key.pem'), 0o644, pem);
    chmodSync(folder, 0o755);
    expectProblem(/key\.pem is readable by other users .* `chmod o-r .*key\.pem`, and replace the secret/);
    chmodSync(folder, 0o750);
    expect(read().files).toEqual(['key.pem']);
  });

  it.each<[string, () => string]>([
    ['SEC 1', () => ecKey().export({ type: 'sec1', format: 'pem' }).toString()],
    ['PKCS #1', () => rsaKey().export({ type: 'pkcs1', format: 'pem' }).toString()],
    [
      'SEC 1 after its parameters',
      () =>
        `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${ecKey().export({ type: 'sec1', format: 'pem' }).toString()}`,
    ],
  ])('may be in %s', (_format, create) => {
    write('key.pem', create());
    expect(read()).toEqual({ files: ['key.pem'], problems: [] });
  });

  describe('that is encrypted', () => {
    const passphrase = 'open sesame';
    const encrypted = (type: 'pkcs8' | 'sec1') =>
      ecKey().export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
    const passphraseFile = (text: string, mode = 0o600) =>
      writeWithMode(join(temporaryFolder(), 'passphrase'), mode, text);

    it.each(['pkcs8', 'sec1'] as const)('in %s is decrypted with the passphrase file', (type) => {
      write('key.pem', encrypted(type));
      write('plain.pem', pem);
      expect(readWith(passphraseFile(`${passphrase}\n`))).toMatchObject({ problems: [], unlisted: [{}, {}] });
    });

    it('is reported without a passphrase, or with a wrong one, without quoting it', () => {
      write('key.pem', encrypted('pkcs8'));
      expectProblem(/^key\.pem is encrypted\. Set JWT_KEYS_PASSPHRASE_FILE/);
      const { problems } = readWith(passphraseFile('guessed'));
      expect(problems).toEqual([
        expect.stringMatching(/^key\.pem cannot be decrypted, .*JWT_KEYS_PASSPHRASE_FILE/),
      ]);
      expect(problems.join()).not.toContain('guessed');
    });

    it('is reported when others can write to the passphrase file, or it is missing', () => {
      write('key.pem', encrypted('pkcs8'));
      const bad = passphraseFile(passphrase, 0o666);
      expect(readWith(bad).problems).toEqual([
        expect.stringMatching(/^The passphrase file cannot be read: .* is writable by other users/),
      ]);
      expect(readWith(join(folder, 'none')).problems).toEqual([
        expect.stringMatching(/^The passphrase file cannot be read: ENOENT/),
      ]);
    });
  });
});

describe('a manifest', () => {
  const [old, next] = [newPem(), newPem()];
  const first = { kid: kidOf(old), file: 'old.pem', signsFrom: at(-100_000) };
  const second = { kid: kidOf(next), file: 'next.pem', signsFrom: at(-10) };
  beforeEach(() => {
    write('old.pem', old);
    write('next.pem', next);
  });
  const lives = () =>
    readWith().listed?.map(({ file, signsUntil, verifiesUntil }) => [
      file,
      (signsUntil - now.getTime()) / 1000,
      (verifiesUntil - now.getTime()) / 1000,
    ]);

  it('decides when keys sign, and they verify until their tokens have expired', () => {
    writeManifest(second, first);
    expect(readWith().problems).toEqual([]);
    expect(lives()).toEqual([
      ['old.pem', -10, 650],
      ['next.pem', Infinity, Infinity],
    ]);
  });

  it('retires a key before it signs, and rejects a compromised one', () => {
    writeManifest(first, { ...second, signsFrom: at(100), retiredAt: at(50) });
    expect(lives()).toEqual([
      ['old.pem', Infinity, Infinity],
      ['next.pem', 50, 710],
    ]);
    writeManifest({ ...first, compromised: true }, second);
    expect(lives()).toEqual([
      ['old.pem', -Infinity, -Infinity],
      ['next.pem', Infinity, Infinity],
    ]);
  });

  it('requires the files of keys whose tokens may be valid, and only these', () => {
    writeManifest(first, second);
    rmSync(join(folder, 'old.pem'));
    expectProblemOf(/^old\.pem cannot be read: ENOENT/);
    writeManifest(first, { ...second, signsFrom: at(-661) });
    expect(read()).toEqual({ files: ['next.pem'], problems: [] });
    rmSync(join(folder, 'next.pem'));
    expectProblemOf(/^next\.pem cannot be read: ENOENT/);
  });

  it('reports a file that contains another key', () => {
    writeManifest(first, second);
    write('next.pem', newPem());
    expectProblemOf(/^next\.pem is not the key that keyring\.json lists as /);
  });

  it('does not use keys that it does not list', () => {
    writeManifest(first);
    expect(readWith()).toMatchObject({ unlisted: [{ file: 'next.pem', key: null }], problems: [] });
  });

  it.each<[string, () => string, RegExp]>([
    ['text', () => 'keys', /it is not JSON/],
    ['another version', () => JSON.stringify({ version: 2, keys: [] }), /version .*keys must not be empty/],
    ['a path', () => manifestWith({ file: '../key.pem' }), /keys\.0\.file must be the name of a \.pem file/],
    ['a date', () => manifestWith({ signsFrom: '2030-01-01' }), /keys\.0\.signsFrom must be a time such as/],
    ['a misspelt member', () => manifestWith({ retired: true }), /keys\.0 .*retired/],
    ['a key that is not compromised', () => manifestWith({ compromised: false }), /keys\.0\.compromised/],
    ['only retired keys', () => manifestWith({ retiredAt: at(1) }), /all keys are retired, so none can sign/],
    ['a key twice', () => manifestWith({}, {}), /two keys have the same kid/],
  ])('with %s is reported', (_what, text, pattern) => {
    write('keyring.json', text());
    const { problems } = readWith();
    expect(problems).toEqual([expect.stringMatching(/^keyring\.json is invalid: .+\.$/)]);
    expect(problems[0]).toMatch(pattern);
  });

  it('is rejected when others can write to it', () => {
    writeManifest(first, second);
    chmodSync(join(folder, 'keyring.json'), 0o666);
    expect(readWith().problems).toEqual([expect.stringMatching(/keyring\.json is writable by other users/)]);
  });

  const manifestWith = (...changes: object[]) =>
    JSON.stringify({
      version: 1,
      keys: changes.map((change) => ({ publishedAt: at(0), ...first, ...change })),
    });
  const expectProblemOf = (pattern: RegExp) =>
    expect(readWith().problems).toEqual([expect.stringMatching(pattern)]);
});

it('two files with one key are reported', () => {
  write('a.pem', pem);
  write('b.pem', pem);
  expect(readWith().problems).toEqual(['Two files contain the same key. Remove one of them.']);
});
