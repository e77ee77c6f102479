import type { AccessCell, AccessReport } from '@graphward/authorization';
import { z } from 'zod';
import { readJsonFile } from '../access-file.js';
import type { AccessFile } from './access-file.js';
import { readPolicyRules } from './policy-rules.js';
import { readTypeReference } from './type-reference.js';

const conditions = ['owner', 'group', 'policy', 'scope'].reduce(
  (joined: readonly string[], each) => [...joined, ...joined.map((before) => `${before}|${each}`), each],
  [],
);
const open = ['allow', ...conditions];
const suffixes = ['', '+reauth', '+mfa', '+reauth+mfa'];
const cells: ReadonlySet<unknown> = new Set([
  'deny',
  ...open.flatMap((each) => suffixes.map((suffix) => `${each}${suffix}`)),
]);
const cell = z.custom<AccessCell>((value) => cells.has(value), 'not a cell of an access table');
// Rows from `graphward access --json` have ANONYMOUS. Without it, everything that is open would count as new.
const row = z.object({ ANONYMOUS: cell }).catchall(cell);
const coordinate = z.string().regex(/^\w+\.\w+(\(\w+:\))?$/, 'not a schema coordinate');
const table = z.record(coordinate, row);
const name = z.string().regex(/^\w+$/, 'not a GraphQL name');
const names = z.array(name);
const texts = z.array(z.string());
// Strict, because an unknown property may restrict access.
const report = z.strictObject({
  version: z.literal(2),
  roles: z.record(name, names),
  places: z.record(
    coordinate,
    z.strictObject({
      rules: texts,
      from: texts,
      type: z.string().refine(isType, 'not a GraphQL type').exactOptional(),
      default: z.string().exactOptional(),
      filtered: z.literal(true).exactOptional(),
      access: row,
    }),
  ),
  types: z.record(name, names),
});

/** Reads the output of `graphward access --json`. @throws Error that names the problem in the file */
export function readAccessFile(file: string): AccessFile {
  const content = readJsonFile(file);
  const version = versionOf(content);
  if (version === 1) return { version, table: check(table, content, file) };
  if (version !== 2) {
    throw new Error(
      `${file} has version ${JSON.stringify(version)}. Use the version of graphward that wrote it, or replace it with the output of graphward access --json.`,
    );
  }
  const read = check(report, content, file);
  checkRules(read, file);
  return read;
}

/** Version 1 contained only the table. */
function versionOf(content: unknown): unknown {
  const isObject = typeof content === 'object' && content !== null;
  return isObject && 'version' in content ? content.version : 1;
}

function check<T>(shape: z.ZodType<T>, content: unknown, file: string): T {
  const read = shape.safeParse(content);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const position = issue && issue.path.length > 0 ? ` at ${issue.path.map(printable).join(' ')}` : '';
  throw new Error(
    `${file} is not an access table${position}: ${issue?.message ?? 'unknown'}. Create one with graphward access --json.`,
  );
}

/** Quotes a key that may contain terminal escape sequences. */
function printable(key: PropertyKey): string {
  const text = String(key);
  return /^[\w.():]*$/.test(text) ? text : JSON.stringify(text);
}

function checkRules(content: AccessReport, file: string): void {
  try {
    readPolicyRules(content);
  } catch (cause) {
    throw new Error(`${file} is not an access table: ${(cause as Error).message}`, { cause });
  }
}

function isType(text: string): boolean {
  try {
    readTypeReference(text);
    return true;
  } catch {
    return false;
  }
}
