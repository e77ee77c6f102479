import { mkdirSync, readdirSync, rmdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFolder } from '../../../src/embedded-mongodb/create-folder.js';
import {
  asFolderProblem,
  createDatabaseFolder,
  openDataFolder,
} from '../../../src/embedded-mongodb/data-folder.js';
import { defaultCacheDir, engineEnvironment } from '../../../src/embedded-mongodb/environment.js';
import { secureSocketFolder, socketLocationOf } from '../../../src/embedded-mongodb/socket-location.js';
import { cleanUp, temporaryFolder } from '../../support/embedded-mongodb.js';
import { giveAway, itAsRoot, makeFolder, writeWithMode } from '../../support/other-user.js';

afterEach(cleanUp);

describe('the socket', () => {
  const tooLong = `/srv/${'graphward/'.repeat(10)}mongodb.run`;

  it('is in the data folder and part of the URI', () => {
    expect(socketLocationOf('/srv/data/mongodb.run', '/tmp')).toEqual({
      folder: '/srv/data/mongodb.run',
      path: '/srv/data/mongodb.run/mongodb.sock',
      uri: 'mongodb://%2Fsrv%2Fdata%2Fmongodb.run%2Fmongodb.sock/graphward?directConnection=true&retryWrites=false',
    });
  });

  it('has a folder per data folder in the temporary folder when its path would be too long', () => {
    const { folder } = socketLocationOf(tooLong, '/var/tmp');
    expect(folder).toMatch(/^\/var\/tmp\/graphward-[0-9a-f]{16}$/);
    expect(socketLocationOf(tooLong, '/var/tmp').folder).toBe(folder);
    expect(socketLocationOf(`${tooLong}2`, '/var/tmp').folder).not.toBe(folder);
  });

  it('is in /tmp when the path of the temporary folder is too long as well', () => {
    expect(socketLocationOf(tooLong, tooLong).folder).toMatch(/^\/tmp\/graphward-/);
  });

  it('has a path whose length is measured in bytes, not characters', () => {
    expect(socketLocationOf(`/srv/${'ä'.repeat(60)}`, '/tmp').folder).toMatch(/^\/tmp\/graphward-/);
  });

  it('is in a private folder, and never replaces anything else', () => {
    const folder = join(temporaryFolder(), 'run');
    mkdirSync(folder, { mode: 0o755 });
    secureSocketFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(() => secureSocketFolder('/dev/null')).toThrow();
  });

  it('is never in a folder where other users can replace it', () => {
    const open = makeFolder(join(temporaryFolder(), 'open'), 0o777);
    expect(() => secureSocketFolder(join(open, 'run'))).toThrow(`chmod +t ${open}`);
    makeFolder(open, 0o1777);
    expect(() => secureSocketFolder(join(open, 'run'))).not.toThrow();
  });
});

describe('the data folder', () => {
  it.each([
    'refresh-secret',
    'jwt-keys',
    '.graphward',
    'mongodb.lock',
    'mongodb.lock.takeover',
    'lost+found',
  ])('may contain %s before the first start', (name) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), '');
    expect(openDataFolder(folder).path).toMatch(/graphward-test-/);
  });

  it('is rejected when it contains anything else before the first start, with a list of examples', () => {
    const folder = temporaryFolder();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'refresh-secret']) writeFileSync(join(folder, name), '');
    expect(() => openDataFolder(folder)).toThrow(/\(a, b, c and 2 more\)/);
  });

  it("may contain anything next to Graphward's database", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'mongodb'));
    writeFileSync(join(folder, 'mongodb', '.graphward'), '');
    writeFileSync(join(folder, 'backup.tar'), '');
    expect(() => openDataFolder(folder)).not.toThrow();
  });

  it.each(['mongodb', 'mongodb.run', 'mongodb.native'])(
    'is rejected when others can write to %s, or it is a link',
    (name) => {
      const folder = temporaryFolder();
      const part = makeFolder(join(folder, name), 0o775);
      expect(() => openDataFolder(folder)).toThrow(
        `chmod go-w ${part}\`. To use another folder, set DATA_DIR.`,
      );
      rmdirSync(part);
      symlinkSync(temporaryFolder(), part);
      expect(() => openDataFolder(folder)).toThrow(`${part} is not a folder`);
    },
  );

  itAsRoot('is rejected when the database contains a link or another user’s file', () => {
    const folder = openDataFolder(temporaryFolder());
    createDatabaseFolder(folder);
    const planted = join(folder.database, 'WiredTiger.turtle');
    symlinkSync('/etc/hostname', planted);
    expect(() => createDatabaseFolder(folder)).toThrow(`${planted} is neither a file nor a folder`);
    rmSync(planted);
    giveAway(writeWithMode(planted, 0o644));
    expect(() => createDatabaseFolder(folder)).toThrow(`${planted} belongs to another user`);
  });

  it.each([
    ['EACCES', /is not writable \(EACCES\)/],
    ['EROFS', /is not writable \(EROFS\)/],
    ['ENOSPC', /no space left/],
    ['EIO', /cannot be used: broken/],
  ])('is reported with a remedy when the system returns %s', (code, explanation) => {
    const cause = Object.assign(new Error('broken'), { code });
    expect(asFolderProblem(cause, '/srv/data')).toMatchObject({ name: 'EmbeddedMongodbError', cause });
    expect(asFolderProblem(cause, '/srv/data').message).toMatch(explanation);
  });
});

describe('createFolder', () => {
  it('creates the folder and its parents for this user only', () => {
    const root = temporaryFolder();
    createFolder(join(root, 'a', 'b'));
    createFolder(join(root, 'a', 'b'));
    expect(readdirSync(join(root, 'a'))).toEqual(['b']);
    expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o700);
  });

  it('fails instead of retrying forever when the parent accepts no new folders', () => {
    expect(() => createFolder('/proc/graphward/data')).toThrow();
  });
});

describe('defaultCacheDir', () => {
  it.each([
    ['the user’s cache folder', { XDG_CACHE_HOME: '/cache' }, '/cache/graphward/embedded-mongodb'],
    ['the home folder', {}, '/home/alice/.cache/graphward/embedded-mongodb'],
    [
      'the home folder when XDG_CACHE_HOME is relative',
      { XDG_CACHE_HOME: 'x' },
      '/home/alice/.cache/graphward/embedded-mongodb',
    ],
  ])('is in %s', (_, env, expected) => {
    expect(defaultCacheDir(env, '/home/alice')).toBe(expected);
  });
});

it('engineEnvironment contains none of the server’s secrets', () => {
  const env = { PATH: '/bin', JWT_SECRET: 's', NODE_OPTIONS: '--inspect', TZ: undefined };
  expect(engineEnvironment(env)).toEqual({ PATH: '/bin' });
});
