import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestName } from './manifest.js';
import type { KeySource } from './read-key-folder.js';

export interface KeyFolderWatch {
  /** Resolves when no look is under way any more. */
  stop(): Promise<void>;
}

/** How often the folder is looked at. Polling works on network volumes, too, where notifications do not. */
const intervalMs = 1_000;
/** How often a folder is read again that could not be read, because the reason may be outside the folder. */
const retryMs = 10_000;

/**
 * Calls a function when the names, sizes, times, owners or modes of the files in a key folder have changed and then stayed
 * the same for a second, so that a file that is being copied is not read. The first call is for changes that were made just
 * before the watch began.
 *
 * @param onChange returns whether the folder could be read; if not, it is called again every ten seconds
 */
export function watchKeyFolder(source: KeySource, onChange: () => boolean): KeyFolderWatch {
  let handled: string | null = null;
  let seen: string | null = null;
  let failedAt: number | null = null;
  let look: Promise<void> | null = null;

  async function compare(): Promise<void> {
    const found = await fingerprintOf(source);
    const hasSettled = found === seen;
    seen = found;
    const isDue = failedAt !== null && performance.now() - failedAt >= retryMs;
    if (!hasSettled || (found === handled && !isDue)) return;
    handled = found;
    failedAt = onChange() ? null : performance.now();
  }

  const timer = setInterval(() => {
    // A look may wait for a network volume.
    look ??= compare().finally(() => {
      look = null;
    });
  }, intervalMs).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await look;
    },
  };
}

async function fingerprintOf({ folder, passphraseFile }: KeySource): Promise<string> {
  const entries = await Promise.all([
    describe(folder),
    ...(await namesIn(folder)).map((name) => describe(join(folder, name))),
    ...(passphraseFile === null ? [] : [describe(passphraseFile)]),
  ]);
  return JSON.stringify(entries);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.pem') || name === manifestName).sort();
  } catch {
    // `describe` reports the error.
    return [];
  }
}

/** Follows links, because Kubernetes updates a volume by changing one. */
async function describe(path: string): Promise<unknown[]> {
  try {
    const target = await realpath(path);
    const { ino, size, mtimeMs, ctimeMs, uid, mode } = await stat(target);
    return [target, ino, size, mtimeMs, ctimeMs, uid, mode];
  } catch (error) {
    return [path, (error as NodeJS.ErrnoException).code];
  }
}
