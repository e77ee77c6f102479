import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

// As in the kernel, see path_resolution(7).
const maxLinks = 40;

/**
 * Every folder, link and file that the system passes on its way to a path, from the root down.
 *
 * @throws Error with code ENOENT where one does not exist, or ELOOP
 */
export function* pathSteps(path: string): Generator<string> {
  const pending = partsOf(resolve(path));
  let folder = '/';
  let links = 0;
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    if (name === '..') {
      folder = dirname(folder);
      continue;
    }
    const step = join(folder, name);
    yield step;
    if (!lstatSync(step).isSymbolicLink()) {
      folder = step;
      continue;
    }
    links += 1;
    if (links > maxLinks)
      throw Object.assign(new Error(`too many symbolic links: ${path}`), { code: 'ELOOP' });
    const target = readlinkSync(step);
    if (isAbsolute(target)) folder = '/';
    pending.unshift(...partsOf(target));
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
