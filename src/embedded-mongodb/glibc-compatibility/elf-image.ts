/** Reads the symbol versions of a 64-bit little-endian ELF file. */

/** A library version that the file requires (`Elf64_Vernaux` in `.gnu.version_r`). */
export interface VersionRequirement {
  readonly library: string;
  readonly version: string;
  /** The index by which `.gnu.version` entries refer to it. */
  readonly index: number;
  /** The file offset of its `vna_flags`. */
  readonly flagsOffset: number;
  readonly isWeak: boolean;
}

/** A symbol in `.dynsym` that the file imports from a library. */
export interface ImportedSymbol {
  readonly name: string;
  /** Its `.gnu.version` entry. */
  readonly versionIndex: number;
  /** The file offset of its `st_name`. */
  readonly nameOffset: number;
  /** The file offset of its `.gnu.version` entry. */
  readonly versionOffset: number;
}

export interface ElfImage {
  readonly requirements: readonly VersionRequirement[];
  readonly imports: readonly ImportedSymbol[];
}

export class ElfFormatError extends Error {
  override readonly name = 'ElfFormatError';
}

/** In `Elf64_Vernaux.vna_flags`: the loader accepts a library without this version (`VER_FLG_WEAK`). */
export const weakVersionFlag = 2;

const dynsymSectionType = 11;
const verneedSectionType = 0x6ffffffe;
const versymSectionType = 0x6fffffff;
const symbolBytes = 24;
// The top bit of a `.gnu.version` entry is the hidden flag, the others are the index.
const versionIndexMask = 0x7fff;

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
}

/** @throws ElfFormatError when the file has another format or its tables are inconsistent */
export function readElfImage(file: Buffer): ElfImage {
  try {
    return readImage(file);
  } catch (cause) {
    if (cause instanceof ElfFormatError) throw cause;
    throw new ElfFormatError('a table of the ELF file points outside the file', { cause });
  }
}

function readImage(file: Buffer): ElfImage {
  if (file.toString('latin1', 0, 4) !== '\x7fELF') throw new ElfFormatError('not an ELF file');
  if (file[4] !== 2 || file[5] !== 1) throw new ElfFormatError('not a 64-bit little-endian ELF file');
  const sections = readSections(file);
  const symbols = only(sections, dynsymSectionType, '.dynsym');
  const versions = only(sections, versymSectionType, '.gnu.version');
  const needs = only(sections, verneedSectionType, '.gnu.version_r');
  return {
    requirements: readRequirements(file, needs, linked(sections, needs)),
    imports: readImports(file, symbols, linked(sections, symbols), versions),
  };
}

function readSections(file: Buffer): Section[] {
  const start = Number(file.readBigUInt64LE(40));
  const entryBytes = file.readUInt16LE(58);
  return Array.from({ length: file.readUInt16LE(60) }, (_, position) => {
    const at = start + position * entryBytes;
    return {
      type: file.readUInt32LE(at + 4),
      offset: Number(file.readBigUInt64LE(at + 24)),
      size: Number(file.readBigUInt64LE(at + 32)),
      link: file.readUInt32LE(at + 40),
      info: file.readUInt32LE(at + 44),
    };
  });
}

function only(sections: Section[], type: number, name: string): Section {
  const found = sections.find((section) => section.type === type);
  if (!found) throw new ElfFormatError(`the ELF file has no ${name} section`);
  return found;
}

function linked(sections: Section[], { link }: Section): Section {
  const found = sections[link];
  if (!found) throw new ElfFormatError('a section of the ELF file has no string table');
  return found;
}

function readRequirements(file: Buffer, needs: Section, strings: Section): VersionRequirement[] {
  const requirements: VersionRequirement[] = [];
  let library = needs.offset;
  for (let left = needs.info; left > 0; left--) {
    let entry = library + file.readUInt32LE(library + 8);
    for (let entriesLeft = file.readUInt16LE(library + 2); entriesLeft > 0; entriesLeft--) {
      requirements.push({
        library: textAt(file, strings, file.readUInt32LE(library + 4)),
        version: textAt(file, strings, file.readUInt32LE(entry + 8)),
        index: file.readUInt16LE(entry + 6) & versionIndexMask,
        flagsOffset: entry + 4,
        isWeak: (file.readUInt16LE(entry + 4) & weakVersionFlag) !== 0,
      });
      entry += file.readUInt32LE(entry + 12);
    }
    library += file.readUInt32LE(library + 12);
  }
  return requirements;
}

function readImports(file: Buffer, symbols: Section, strings: Section, versions: Section): ImportedSymbol[] {
  const imports: ImportedSymbol[] = [];
  for (let position = 0; position < symbols.size / symbolBytes; position++) {
    const nameOffset = symbols.offset + position * symbolBytes;
    const versionOffset = versions.offset + position * 2;
    const isDefinedHere = file.readUInt16LE(nameOffset + 6) !== 0;
    if (isDefinedHere) continue;
    imports.push({
      name: textAt(file, strings, file.readUInt32LE(nameOffset)),
      versionIndex: file.readUInt16LE(versionOffset) & versionIndexMask,
      nameOffset,
      versionOffset,
    });
  }
  return imports;
}

function textAt(file: Buffer, strings: Section, at: number): string {
  const start = strings.offset + at;
  const end = file.indexOf(0, start);
  if (at >= strings.size || end < 0) throw new ElfFormatError('a name lies outside its string table');
  return file.toString('latin1', start, end);
}
