import { z } from 'zod';
import type { AccessTable } from '../authorization/index.js';
import { readTextFile } from './access-file.js';

const cell = z.enum(['deny', 'owner', 'owner+reauth', 'allow', 'allow+reauth']);
// A row without ANONYMOUS is no row of `graphward access --json`, and would make all that is open look new.
const tableShape = z.record(z.string().includes('.'), z.object({ ANONYMOUS: cell }).catchall(cell));

/** Reads what `graphward access --json` wrote. @throws Error saying what is wrong with the file */
export function readAccessTable(file: string): AccessTable {
  const read = tableShape.safeParse(parseJson(file));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = issue && issue.path.length > 0 ? ` at ${issue.path.map(String).join(' ')}` : '';
  throw new Error(
    `${file} is no access table${place}: ${issue?.message ?? 'unknown'}. Make one with graphward access --json.`,
  );
}

function parseJson(file: string): unknown {
  const text = readTextFile(file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** A table as JSON whose order depends on nothing but its content, so that files of it can be compared. */
export function formatAccessTable(table: AccessTable): string {
  const sorted = Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}
