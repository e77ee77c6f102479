import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const projectRoot = join(__dirname, '../..');
export const engineReadme = 'packages/authorization/README.md';

/** The code blocks of a README that carry this label (```bash label), as one text. */
export function codeOf(label: string, file = 'README.md'): string {
  const blocks = readFileSync(join(projectRoot, file), 'utf8').matchAll(/^```\w+ (\S+)\n([^]*?)^```$/gm);
  const code = [...blocks].filter((block) => block[1] === label).map((block) => block[2]);
  expect(code).not.toEqual([]);
  return code.join('\n');
}
