// Builds the console into dist/, unless what is there is newer than every source.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const sources = ['src', 'index.html', 'vite.config.ts', 'package.json', '../client/src'];

/** The time of the latest change of a file, or of anything in a folder; 0 if there is no such file. */
function changedAt(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changedAt(`${path}/${name}`)));
}

const builtAt = changedAt(`${root}dist/index.html`);
if (sources.some((source) => changedAt(root + source) > builtAt)) {
  rmSync(`${root}dist`, { recursive: true, force: true });
  const { build } = await import('vite');
  await build({ root, logLevel: 'warn' });
}
