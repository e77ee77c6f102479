import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '../../../src/config/index.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graphward-env-'));
  path = join(folder, '.env');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const configOf = (env: Record<string, string | undefined>) => loadConfig(env, path).config;

test('without a file the environment says everything', () => {
  expect(configOf({ PORT: '5000' })).toEqual(loadConfig({ PORT: '5000' }).config);
});

test('a file adds what is not set', () => {
  writeFileSync(
    path,
    '# a comment\nPORT=5000\nISSUER="https://auth.example.com" # another\n\nHOST=0.0.0.0\n',
  );
  const expected = { port: 6000, issuer: 'https://auth.example.com', host: '0.0.0.0' };
  expect(configOf({ PORT: '6000', PATH: '/bin' })).toMatchObject(expected);
});

test('every unknown name in a file is told together with all other problems, without its value', () => {
  writeFileSync(path, 'JWT_SECRETT=do-not-repeat-me\nPORT=many\nACCESS_TTL=5\n');
  const read = () => configOf({ LOG_LEVEL: 'loud' });
  for (const expected of [
    ConfigError,
    /has 4 problems/,
    /ACCESS_TTL in .* is no setting/,
    /JWT_SECRETT in/,
    /PORT must be/,
    /LOG_LEVEL must be/,
  ]) {
    expect(read).toThrow(expected);
  }
  expect(read).not.toThrow(/do-not-repeat-me/);
});

test('names that Graphward does not know are nothing to it in the environment itself', () => {
  expect(configOf({ HOME: '/root' })).toEqual(loadConfig({}).config);
});

test('a file that cannot be read stops start-up', () => {
  expect(() => loadConfig({}, folder)).toThrow(/cannot be read: EISDIR/);
});
