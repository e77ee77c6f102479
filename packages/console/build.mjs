// Builds the console into dist/, unless what is there is newer than every source.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { changedAt } from '../../scripts/changed-at.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const sources = ['src', 'index.html', 'vite.config.ts', 'package.json', '../client/src'];

if (changedAt(...sources.map((source) => root + source)) > changedAt(`${root}dist/index.html`)) {
  rmSync(`${root}dist`, { recursive: true, force: true });
  const { build } = await import('vite');
  await build({ root, logLevel: 'warn' });
}
