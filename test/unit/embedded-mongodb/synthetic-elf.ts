/** A 64-bit little-endian ELF image that contains only the tables for symbol versions. */
export interface SyntheticElf {
  readonly libraries: Record<string, readonly { readonly version: string; readonly index: number }[]>;
  readonly imports: readonly { readonly name: string; readonly versionIndex: number }[];
}

export function buildElf({ libraries, imports }: SyntheticElf): Buffer {
  const names = stringTable();
  const symbols = Buffer.concat([
    Buffer.alloc(24),
    ...imports.map(({ name }) => record(24, (entry) => entry.writeUInt32LE(names.at(name), 0))),
  ]);
  const versions = Buffer.alloc(2 * (imports.length + 1));
  imports.forEach(({ versionIndex }, position) => versions.writeUInt16LE(versionIndex, 2 * (position + 1)));
  const needs = Buffer.concat(
    Object.entries(libraries).map(([library, entries], position, all) =>
      Buffer.concat([
        record(16, (need) => {
          need.writeUInt16LE(1, 0);
          need.writeUInt16LE(entries.length, 2);
          need.writeUInt32LE(names.at(library), 4);
          need.writeUInt32LE(16, 8);
          need.writeUInt32LE(position === all.length - 1 ? 0 : 16 * (entries.length + 1), 12);
        }),
        ...entries.map(({ version, index }, at) =>
          record(16, (entry) => {
            entry.writeUInt16LE(index, 6);
            entry.writeUInt32LE(names.at(version), 8);
            entry.writeUInt32LE(at === entries.length - 1 ? 0 : 16, 12);
          }),
        ),
      ]),
    ),
  );
  return assemble([
    { type: 0, content: Buffer.alloc(0), link: 0, info: 0 },
    { type: 3, content: names.content(), link: 0, info: 0 },
    { type: 11, content: symbols, link: 1, info: 0 },
    { type: 0x6fffffff, content: versions, link: 2, info: 0 },
    { type: 0x6ffffffe, content: needs, link: 1, info: Object.keys(libraries).length },
  ]);
}

interface Section {
  readonly type: number;
  readonly content: Buffer;
  readonly link: number;
  readonly info: number;
}

function assemble(sections: readonly Section[]): Buffer {
  const contents = Buffer.concat(sections.map(({ content }) => content));
  const header = record(64, (elf) => {
    elf.write('\x7fELF\x02\x01\x01', 0, 'latin1');
    elf.writeBigUInt64LE(BigInt(64 + contents.length), 40);
    elf.writeUInt16LE(64, 58);
    elf.writeUInt16LE(sections.length, 60);
  });
  let offset = 64;
  const table = sections.map(({ type, content, link, info }) =>
    record(64, (section) => {
      section.writeUInt32LE(type, 4);
      section.writeBigUInt64LE(BigInt(offset), 24);
      section.writeBigUInt64LE(BigInt(content.length), 32);
      section.writeUInt32LE(link, 40);
      section.writeUInt32LE(info, 44);
      offset += content.length;
    }),
  );
  return Buffer.concat([header, contents, ...table]);
}

function record(bytes: number, fill: (record: Buffer) => void): Buffer {
  const made = Buffer.alloc(bytes);
  fill(made);
  return made;
}

function stringTable() {
  let text = '\0';
  return {
    at(name: string): number {
      const offset = text.length;
      text += `${name}\0`;
      return offset;
    },
    content: () => Buffer.from(text, 'latin1'),
  };
}
