import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '../../../src/config/index.js';
import { giveAway, itAsRoot, makeNamedPipe } from '../../support/other-user.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graphward-env-'));
  path = join(folder, '.env');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const configOf = (env: Record<string, string | undefined>) => loadConfig(env, path).config;

it('uses only the environment when there is no file', () => {
  expect(configOf({ PORT: '5000' })).toEqual(loadConfig({ PORT: '5000' }).config);
});

it('reads variables that the environment does not set from the file', () => {
  writeFileSync(
    path,
    '# a comment\nPORT=5000\nISSUER="https://auth.example.com" # another\n\nHOST=0.0.0.0\n',
  );
  const expected = { port: 6000, issuer: 'https://auth.example.com', host: '0.0.0.0' };
  expect(configOf({ PORT: '6000', PATH: '/bin' })).toMatchObject(expected);
});

it('reports every unknown name in the file together with all other problems, without its value', () => {
  writeFileSync(path, 'JWT_SECRETT=do-not-repeat-me\nPORT=many\nACCESS_TTL=5\n');
  const read = () => configOf({ LOG_LEVEL: 'loud' });
  for (const expected of [
    ConfigError,
    /has 4 problems/,
    /ACCESS_TTL in .* is not a Graphward setting/,
    /JWT_SECRETT in/,
    /PORT must be/,
    /LOG_LEVEL must be/,
  ]) {
    expect(read).toThrow(expected);
  }
  expect(read).not.toThrow(/do-not-repeat-me/);
});

it('ignores unknown names in the environment', () => {
  expect(configOf({ HOME: '/root' })).toEqual(loadConfig({}).config);
});

it('rejects a file that cannot be read', () => {
  expect(() => loadConfig({}, folder)).toThrow(/is a folder .*, not a regular file/);
});

describe('the environment file', () => {
  it.each(['0664', '0666'])('is rejected with mode %s', (mode) => {
    writeFileSync(path, 'PORT=5000');
    chmodSync(path, parseInt(mode, 8));
    expect(() => configOf({})).toThrow(`chmod go-w ${path}`);
  });

  it('may be readable by others, and may be a symbolic link', () => {
    const target = join(folder, 'shared.env');
    writeFileSync(target, 'PORT=5000');
    chmodSync(target, 0o644);
    symlinkSync(target, path);
    expect(configOf({})).toMatchObject({ port: 5000 });
  });

  itAsRoot('is rejected when another user owns the file or the link to it', () => {
    const target = join(folder, 'shared.env');
    writeFileSync(target, 'PORT=5000');
    symlinkSync(target, path);
    giveAway(path);
    expect(() => configOf({})).toThrow(`${path} belongs to another user`);
    rmSync(path);
    symlinkSync(target, path);
    giveAway(target);
    expect(() => configOf({})).toThrow(`${target} belongs to another user`);
  });

  it('is rejected when it is a named pipe', () => {
    makeNamedPipe(path);
    expect(() => configOf({})).toThrow(`${path} is a named pipe`);
  });
});
