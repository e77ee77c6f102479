import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Debian keeps servers in folders that are not on everybody's PATH. */
const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];

/** The path of an installed program; undefined if there is none. */
export function pathOf(program: string): string | undefined {
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Describes tests that need these programs. They are skipped if one is missing, or fail with
 * `GATEWAY_PROGRAMS=required`, as in CI.
 */
export function describeWith(...programs: readonly string[]): jest.Describe {
  const missing = programs.filter((program) => pathOf(program) === undefined);
  if (missing.length === 0) return describe;
  const message = `These programs are not installed: ${missing.join(', ')}. Install them to run the tests.`;
  if (process.env.GATEWAY_PROGRAMS === 'required') throw new Error(message);
  process.stderr.write(`Skipped. ${message}\n`);
  return describe.skip;
}
