import { spawnSync } from 'node:child_process';
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

/** Debian's Python, which has Debian's modules. */
export const debianPython = '/usr/bin/python3';

/**
 * Describes tests that need these programs. They are skipped if one is missing, or fail with
 * `GATEWAY_PROGRAMS=required`, as in CI.
 */
export function describeWith(...programs: readonly string[]): jest.Describe {
  return describeUnlessMissing(programs.filter((program) => pathOf(program) === undefined));
}

/** Describes tests that need Debian's Python with these modules, in the same way. */
export function describeWithPython(...modules: readonly string[]): jest.Describe {
  const hasModule = (module: string) => spawnSync(debianPython, ['-c', `import ${module}`]).status === 0;
  return describeUnlessMissing(modules.filter((module) => !hasModule(module)).map(debianPackageOf));
}

const debianPackageOf = (module: string) => `python3-${module}`;

/** Describes tests in the same way. @param missing the packages that are not installed */
export function describeUnlessMissing(missing: readonly string[]): jest.Describe {
  if (missing.length === 0) return describe;
  const message = `Not installed: ${missing.join(', ')}. Install them to run these tests.`;
  if (process.env.GATEWAY_PROGRAMS === 'required') throw new Error(message);
  process.stderr.write(`Skipped. ${message}\n`);
  return describe.skip;
}
