import {
  ElfFormatError,
  type ElfImage,
  type ImportedSymbol,
  readElfImage,
  type VersionRequirement,
  weakVersionFlag,
} from './elf-image.js';

/** The version that the engine's Linux files require and older systems lack. */
const tooNewVersion = 'GLIBC_2.38';

// C23 variants of functions that every glibc has under the plain name. They also parse binary literals (`0b1`), which do
// not occur in the engine's input.
const c23Prefix = '__isoc23_';
const c23Names = ['strtol', 'strtoll', 'strtoul', 'strtoull', 'sscanf', 'fscanf'];
// The name is the same in older versions: GLIBC_2.38 only removed an error-handling wrapper.
const sameNames = ['fmod'];

/**
 * Returns a copy of an ELF file that no longer requires glibc 2.38.
 *
 * @throws ElfFormatError when the file has another format or imports an unknown symbol from glibc 2.38
 */
export function lowerGlibcRequirement(original: Buffer): Buffer {
  const image = readElfImage(original);
  const lowered = Buffer.from(original);
  for (const requirement of image.requirements.filter(isTooNew)) {
    for (const symbol of symbolsOf(image, requirement)) {
      lowered.writeUInt32LE(original.readUInt32LE(symbol.nameOffset) + prefixOf(symbol), symbol.nameOffset);
      lowered.writeUInt16LE(oldestOf(image, requirement.library).index, symbol.versionOffset);
    }
    const flags = original.readUInt16LE(requirement.flagsOffset);
    lowered.writeUInt16LE(flags | weakVersionFlag, requirement.flagsOffset);
  }
  if (needsNewGlibc(lowered)) throw new ElfFormatError(`the patched file still requires ${tooNewVersion}`);
  return lowered;
}

/** Whether the loader of an older glibc would reject this file. */
export function needsNewGlibc(file: Buffer): boolean {
  const image = readElfImage(file);
  return image.requirements
    .filter(isTooNew)
    .some((requirement) => !requirement.isWeak || symbolsOf(image, requirement).length > 0);
}

function isTooNew({ version }: VersionRequirement): boolean {
  return version === tooNewVersion;
}

function symbolsOf({ imports }: ElfImage, { index }: VersionRequirement): ImportedSymbol[] {
  return imports.filter((symbol) => symbol.versionIndex === index);
}

/** The length of the prefix to remove from the symbol's name. */
function prefixOf({ name }: ImportedSymbol): number {
  if (sameNames.includes(name)) return 0;
  const isC23 = name.startsWith(c23Prefix) && c23Names.includes(name.slice(c23Prefix.length));
  if (!isC23)
    throw new ElfFormatError(`the file imports ${name} from ${tooNewVersion}, which has no older version`);
  return c23Prefix.length;
}

/** The oldest version of the library that the file requires, such as GLIBC_2.2.5 on x64 or GLIBC_2.17 on arm64. */
function oldestOf({ requirements }: ElfImage, library: string): VersionRequirement {
  const candidates = requirements
    .filter((requirement) => requirement.library === library && glibcVersionOf(requirement) !== undefined)
    .filter((requirement) => !isTooNew(requirement))
    .sort((a, b) => compareVersions(glibcVersionOf(a) ?? [], glibcVersionOf(b) ?? []));
  const [oldest] = candidates;
  if (!oldest)
    throw new ElfFormatError(`the file requires no version of ${library} older than ${tooNewVersion}`);
  return oldest;
}

function glibcVersionOf({ version }: VersionRequirement): number[] | undefined {
  const digits = /^GLIBC_(\d+(?:\.\d+)*)$/.exec(version)?.[1];
  return digits?.split('.').map(Number);
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  const position = a.findIndex((part, at) => part !== b[at]);
  return position < 0 ? a.length - b.length : (a[position] ?? 0) - (b[position] ?? 0);
}
