// Renders the GraphiQL page into dist/, so that whoever installs the package does not install what it is made of.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { changedAt } from './changed-at.mjs';

const graphiql = join(createRequire(import.meta.url).resolve('@graphql-yoga/render-graphiql'), '../..');
const page = new URL('../dist/graphiql.html', import.meta.url);
const sources = [
  '../pages/graphiql',
  '../packages/client/src',
  '../package.json',
  './render-graphiql.mjs',
].map((path) => fileURLToPath(new URL(path, import.meta.url)));
if (changedAt(...sources, graphiql) > changedAt(fileURLToPath(page))) await render();

async function render() {
  const { css, editorWorkerService, favicon, graphqlWorker, js, jsonWorker } =
    await import('@graphql-yoga/render-graphiql/graphiql');
  const read = (name) => readFileSync(new URL(`../pages/graphiql/${name}`, import.meta.url), 'utf8');
  const styles = [css, read('page.css')].map((style) => `<style>${style}</style>`);
  const workers = startWorkers({ editorWorkerService, json: jsonWorker, graphql: graphqlWorker });
  const scripts = [workers, js, await bundlePageScript()].map((script) => `<script>${script}</script>`);
  const html = read('page.html')
    .replace('<!-- icon and styles -->', () =>
      [`<link rel="icon" href="${favicon}" />`, ...styles].join('\n'),
    )
    .replace('<!-- scripts -->', () => scripts.join('\n'));
  mkdirSync(new URL('.', page), { recursive: true });
  writeFileSync(page, html);
  copyFileSync(join(graphiql, 'LICENSE'), new URL('graphiql.LICENSE', page));
}

/** The editor starts its workers from blobs, so that the page needs no other files. */
function startWorkers(scripts) {
  return `const workers = ${JSON.stringify(scripts)};
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_moduleId, label) =>
    URL.createObjectURL(new Blob([workers[label]], { type: 'application/javascript' })),
};`;
}

/** @returns the script of the page, with `@graphward/client` in it */
async function bundlePageScript() {
  const { build } = await import('vite');
  const [{ output }] = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: {
      alias: {
        '@graphward/client': fileURLToPath(new URL('../packages/client/src/index.ts', import.meta.url)),
      },
    },
    build: {
      write: false,
      target: 'es2022',
      lib: {
        entry: fileURLToPath(new URL('../pages/graphiql/page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'graphwardPage',
      },
    },
  });
  return output[0].code;
}
