import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

// The kernel's limit, see path_resolution(7).
const maxLinks = 40;

/**
 * Lists every folder, link and file that the system visits to resolve a path, starting at the root.
 *
 * @throws Error with code ENOENT when one does not exist, or ELOOP when there are too many links
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
