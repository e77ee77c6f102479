import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { allowOnPage } from './response-headers.js';
import { sendStaticFile, type StaticFile, toStaticFile } from './static-file.js';

interface Page {
  readonly file: StaticFile;
  /** Hashes of the inline scripts, as content security policy sources. */
  readonly scriptHashes: string;
}

/** `GET /graphiql`: a GraphiQL with a button to sign in. It contains all of its assets and works offline. */
export function registerGraphiqlPage(server: FastifyInstance): void {
  let page: Promise<Page> | undefined;

  server.get('/graphiql', async (request, reply) => {
    page ??= readPage();
    const { file, scriptHashes } = await page;
    allowOnPage(reply, {
      'default-src': "'none'",
      'script-src': scriptHashes,
      'worker-src': 'blob: data:',
      'style-src': "'unsafe-inline'",
      'img-src': 'data:',
      'font-src': 'data:',
      'connect-src': "'self'",
      'form-action': "'none'",
    });
    void reply.header('cache-control', 'no-cache');
    return sendStaticFile(request, reply, file);
  });
}

/** Rendered by the build. */
const pageFile = new URL('../../dist/graphiql.html', import.meta.url);

/** Reads the page on the first visit only: it is nine megabytes of script. */
async function readPage(): Promise<Page> {
  const html = await readFile(pageFile);
  const scripts = [...html.toString().matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => script,
  );
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  return {
    file: toStaticFile(html, 'text/html; charset=utf-8'),
    scriptHashes: scripts.map((script) => `'sha256-${hash(script)}'`).join(' '),
  };
}
