// Draws the imports between folders in docs/dependencies.svg. dependency-cruiser writes DOT, and Graphviz (WASM) renders it.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { instance } from '@viz-js/viz';

const folders = '^(src|packages/authorization/src)/[a-z-]+/';
const dot = execFileSync(
  'npx',
  [
    'depcruise',
    'src',
    'packages/authorization/src',
    '--include-only',
    '^(src|packages/authorization/src)/',
    '--exclude',
    '^src/generated/',
    '--collapse',
    folders,
    '--prefix',
    '../',
    '--output-type',
    'dot',
  ],
  { encoding: 'utf8', maxBuffer: 2 ** 26 },
);
const viz = await instance();
writeFileSync(new URL('../docs/dependencies.svg', import.meta.url), viz.renderString(dot, { format: 'svg' }));
