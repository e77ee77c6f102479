import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { type StaticFile, toStaticFile } from './static-file.js';

/** What the server sends of `@graphward/console`: the page, and its assets by name. Nothing else is readable. */
export interface ConsoleFiles {
  readonly page: StaticFile;
  readonly assets: ReadonlyMap<string, StaticFile>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/**
 * Reads the built console.
 *
 * @throws Error when it is not built
 */
export async function readConsoleFiles(): Promise<ConsoleFiles> {
  const manifest = createRequire(import.meta.url).resolve('@graphward/console/package.json');
  const dist = join(dirname(manifest), 'dist');
  const assets = join(dist, 'assets');
  try {
    const names = await readdir(assets);
    const files = names.map(async (name) => [name, await readConsoleFile(join(assets, name))] as const);
    return {
      page: await readConsoleFile(join(dist, 'index.html')),
      assets: new Map(await Promise.all(files)),
    };
  } catch (cause) {
    throw new Error('The console is not built. Run `npm run build`, or set CONSOLE=off.', { cause });
  }
}

async function readConsoleFile(path: string): Promise<StaticFile> {
  return toStaticFile(await readFile(path), contentTypes[extname(path)] ?? 'application/octet-stream');
}
