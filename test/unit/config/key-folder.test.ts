import { generateKeyPairSync } from 'node:crypto';
import type * as fileSystem from 'node:fs';
import { accessSync, chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readKeyFolder } from '../../../src/config/key-folder.js';
import { cleanUp, temporaryFolder } from '../../support/embedded-mongodb.js';
import { giveAway, itAsRoot, makeFolder, makeNamedPipe, writeWithMode } from '../../support/other-user.js';

jest.mock('node:fs', () => {
  const fs = jest.requireActual<typeof fileSystem>('node:fs');
  return { ...fs, accessSync: jest.fn(fs.accessSync) };
});

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(cleanUp);

function read(): { pems: readonly string[]; problems: readonly string[] } {
  const problems: string[] = [];
  return { pems: readKeyFolder(folder, problems), problems };
}

function expectProblem(pattern: RegExp): void {
  expect(read()).toEqual({ pems: [], problems: [expect.stringMatching(pattern)] });
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
  it('may be readable by others', () => {
    writeWithMode(join(folder, 'key.pem'), 0o644, pem);
    chmodSync(folder, 0o755);
    expect(read()).toEqual({ pems: [pem], problems: [] });
  });

  it.each(['0777', '0770', '1777'])('is rejected with mode %s', (mode) => {
    writeWithMode(join(folder, 'key.pem'), 0o600, pem);
    chmodSync(folder, parseInt(mode, 8));
    expectProblem(/^JWT_KEYS_DIR cannot be read: .* is writable by other users .* `chmod go-w /);
  });

  itAsRoot('is rejected when another user owns it', () => {
    writeWithMode(join(folder, 'key.pem'), 0o600, pem);
    giveAway(folder);
    expectProblem(/^JWT_KEYS_DIR cannot be read: .* belongs to another user/);
  });

  it('may have any mode when it is mounted read-only', () => {
    mountSecret();
    chmodSync(folder, 0o1777);
    jest.mocked(accessSync).mockImplementationOnce(() => {
      throw Object.assign(new Error('read-only file system'), { code: 'EROFS' });
    });
    expect(read()).toEqual({ pems: [pem], problems: [] });
  });
});

describe('a key file', () => {
  it('may be behind links within the folder, as in a Kubernetes secret', () => {
    mountSecret();
    expect(read()).toEqual({ pems: [pem], problems: [] });
  });

  it('is rejected behind a link out of the folder', () => {
    symlinkSync(writeWithMode(join(temporaryFolder(), 'key.pem'), 0o600, pem), join(folder, 'key.pem'));
    expectProblem(/^JWT_KEYS_DIR: key\.pem cannot be read: .* outside its folder/);
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
});
