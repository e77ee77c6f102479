import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, withEnvFile } from '../../../src/config/index.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graphward-env-'));
  path = join(folder, '.env');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('without a file the environment stays as it is', () => {
  expect(withEnvFile({ PORT: '5000' }, path)).toEqual({ PORT: '5000' });
});

test('a file adds what is not set', () => {
  writeFileSync(
    path,
    '# a comment\nPORT=5000\nISSUER="https://auth.example.com" # another\n\nHOST=0.0.0.0\n',
  );
  expect(withEnvFile({ PORT: '6000', PATH: '/bin' }, path)).toEqual({
    PORT: '6000',
    PATH: '/bin',
    ISSUER: 'https://auth.example.com',
    HOST: '0.0.0.0',
  });
});

test('every unknown name in a file is told at once, without its value', () => {
  writeFileSync(path, 'JWT_SECRETT=do-not-repeat-me\nPORT=5000\nACCESS_TTL=5\n');
  const read = () => withEnvFile({}, path);
  for (const expected of [
    ConfigError,
    /has 2 problems/,
    /ACCESS_TTL in .* is no setting/,
    /JWT_SECRETT in/,
  ]) {
    expect(read).toThrow(expected);
  }
  expect(read).not.toThrow(/do-not-repeat-me/);
});

test('names that Graphward does not know are nothing to it in the environment itself', () => {
  expect(withEnvFile({ HOME: '/root' }, path)).toEqual({ HOME: '/root' });
});

test('a file that cannot be read stops start-up', () => {
  expect(() => withEnvFile({}, folder)).toThrow(/cannot be read: EISDIR/);
});
