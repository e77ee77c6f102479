import { once } from 'node:events';
import { readdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  checkDataFolder,
  checkFolder,
  readTrustedFile,
  UntrustedPathError,
} from '../../src/trusted-files/index.js';
import { cleanUp, temporaryFolder } from '../support/embedded-mongodb.js';
import {
  giveAway,
  itAsRoot,
  makeFolder,
  makeNamedPipe,
  otherUid,
  writeWithMode,
} from '../support/other-user.js';

const own = process.geteuid?.() ?? 0;
let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(cleanUp);

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UntrustedPathError);
    return (error as Error).message;
  }
  throw new Error('The path was trusted.');
}

describe('a trusted file', () => {
  it('is read when only its owner can write to it', () => {
    const path = writeWithMode(join(folder, 'file'), 0o644, 'content');
    expect(readTrustedFile(path)).toMatchObject({ content: Buffer.from('content'), uid: own });
  });

  it.each(['0620', '0602', '0666'])('is rejected with mode %s, and the error contains the fix', (mode) => {
    const path = writeWithMode(join(folder, 'file'), parseInt(mode, 8));
    expect(messageOf(() => readTrustedFile(path))).toBe(
      `${path} is writable by other users (owner uid ${own}, mode ${mode}). If you trust the content, run \`chmod go-w ${path}\`.`,
    );
  });

  itAsRoot('is rejected when another user owns it', () => {
    const path = writeWithMode(join(folder, 'file'), 0o600);
    giveAway(path);
    expect(messageOf(() => readTrustedFile(path))).toBe(
      `${path} belongs to another user (owner uid ${otherUid}, mode 0600). Run Graphward as that user or, if you trust the content, run \`chown -h ${own} ${path}\`.`,
    );
  });

  it("is rejected when it is a symbolic link, even to this user's file", () => {
    const path = join(folder, 'link');
    symlinkSync(writeWithMode(join(folder, 'file'), 0o600), path);
    expect(messageOf(() => readTrustedFile(path))).toContain(`${path} is a symbolic link`);
  });

  it('is rejected when it is a named pipe, without waiting for a writer', () => {
    const path = makeNamedPipe(join(folder, 'pipe'));
    expect(messageOf(() => readTrustedFile(path))).toContain(`${path} is a named pipe`);
  });

  it('is rejected when it is a socket or a folder', async () => {
    const path = join(folder, 'socket');
    const server = createServer().listen(path);
    await once(server, 'listening');
    expect(messageOf(() => readTrustedFile(path))).toContain(`${path} is a socket`);
    server.close();
    expect(messageOf(() => readTrustedFile(folder))).toContain(`${folder} is a folder`);
  });

  it('has its path quoted for the shell in the error', () => {
    const path = writeWithMode(join(folder, "it's"), 0o666);
    expect(messageOf(() => readTrustedFile(path))).toContain(String.raw`chmod go-w '${folder}/it'\''s'`);
  });

  it('leaks no file descriptor when it is rejected', () => {
    const path = writeWithMode(join(folder, 'file'), 0o666);
    const openFiles = () => readdirSync('/dev/fd').length;
    const before = openFiles();
    for (let count = 0; count < 20; count += 1) messageOf(() => readTrustedFile(path));
    expect(openFiles()).toBeLessThan(before + 20);
  });
});

describe('a trusted folder', () => {
  it('is checked together with its parents up to the configured folder', () => {
    const inner = makeFolder(join(folder, 'a', 'b'), 0o700);
    expect(() => checkFolder(inner, folder)).not.toThrow();
    makeFolder(join(folder, 'a'), 0o770);
    expect(messageOf(() => checkFolder(inner, folder))).toContain(`chmod go-w ${folder}/a`);
    expect(() => checkFolder(inner)).not.toThrow();
  });

  it('is rejected when it is a symbolic link', () => {
    symlinkSync(makeFolder(join(folder, 'real'), 0o700), join(folder, 'link'));
    expect(messageOf(() => checkFolder(join(folder, 'link')))).toContain('link is not a folder');
  });
});

describe('a data folder', () => {
  it('of this user causes no warning', () => {
    expect(checkDataFolder(makeFolder(join(folder, 'data'), 0o755))).toEqual([]);
  });

  it.each(['0770', '0707', '1777'])('with mode %s is rejected', (mode) => {
    const data = makeFolder(join(folder, 'data'), parseInt(mode, 8));
    expect(messageOf(() => checkDataFolder(data))).toContain(`chmod go-w ${data}`);
  });

  itAsRoot('of another user, as in a bind mount, is accepted with a warning', () => {
    const data = makeFolder(join(folder, 'data'), 0o755);
    giveAway(data);
    expect(checkDataFolder(data)).toEqual([
      `The data folder ${data} belongs to another user (owner uid ${otherUid}, mode 0755), who can replace its contents. To take ownership, run \`chown ${own} ${data}\`.`,
    ]);
  });

  itAsRoot('of another user that others can write to is rejected', () => {
    const data = makeFolder(join(folder, 'data'), 0o775);
    giveAway(data);
    expect(messageOf(() => checkDataFolder(data))).toContain(`owner uid ${otherUid}, mode 0775`);
  });

  itAsRoot('that another user created in a world-writable folder is rejected', () => {
    const data = makeFolder(join(makeFolder(join(folder, 'tmp'), 0o1777), 'data'), 0o755);
    giveAway(data);
    expect(messageOf(() => checkDataFolder(data))).toContain(`${data} belongs to another user`);
  });

  itAsRoot('behind a link that another user created in a world-writable folder is rejected', () => {
    const shared = makeFolder(join(folder, 'tmp'), 0o1777);
    const data = makeFolder(join(folder, 'data'), 0o700);
    symlinkSync(data, join(shared, 'link'));
    expect(checkDataFolder(join(shared, 'link'))).toEqual([]);
    giveAway(join(shared, 'link'));
    expect(messageOf(() => checkDataFolder(join(shared, 'link')))).toContain('link belongs to another user');
  });

  it('that others can replace is accepted with a warning', () => {
    const open = makeFolder(join(folder, 'open'), 0o777);
    const data = makeFolder(join(open, 'data'), 0o700);
    expect(checkDataFolder(data)).toEqual([
      `${open} is writable by other users (owner uid ${own}, mode 0777), who can replace ${data}. Run \`chmod o-w ${open}\`.`,
    ]);
  });
});
