import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const projectRoot = join(__dirname, '../..');
export const engineReadme = 'packages/authorization/README.md';

/** A code block of a document: ```language label. */
export interface CodeBlock {
  readonly language: string;
  readonly label: string;
  readonly code: string;
}

/** The code blocks of a document that have a label. */
export function labelledBlocks(file: string): readonly CodeBlock[] {
  const blocks = readFileSync(join(projectRoot, file), 'utf8').matchAll(/^```(\w+) (\S+)\n([^]*?)^```$/gm);
  return [...blocks].map(([, language = '', label = '', code = '']) => ({ language, label, code }));
}

/** The code blocks of a document that carry this label (```bash label), as one text. */
export function codeOf(label: string, file = 'README.md'): string {
  const code = labelledBlocks(file).filter((block) => block.label === label);
  expect(code).not.toEqual([]);
  return code.map((block) => block.code).join('\n');
}
