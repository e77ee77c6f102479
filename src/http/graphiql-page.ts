import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { allowOnPage } from './response-headers.js';

interface Page {
  readonly html: string;
  readonly gzipped: Buffer;
  readonly etag: string;
  /** Hashes of the inline scripts, as content security policy sources. */
  readonly scriptHashes: string;
}

/** `GET /graphiql`: a GraphiQL with a button to sign in. It contains all of its assets and works offline. */
export function registerGraphiqlPage(server: FastifyInstance): void {
  let page: Promise<Page> | undefined;

  server.get('/graphiql', async (request, reply) => {
    page ??= readPage();
    const { html, gzipped, etag, scriptHashes } = await page;
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
    void reply.headers({
      'content-type': 'text/html; charset=utf-8',
      etag,
      'cache-control': 'no-cache',
      vary: 'Accept-Encoding',
    });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    if (!request.headers['accept-encoding']?.includes('gzip')) return html;
    return reply.header('content-encoding', 'gzip').send(gzipped);
  });
}

/** Rendered by the build. */
const pageFile = new URL('../../dist/graphiql.html', import.meta.url);

/** Reads the page on the first visit only: it is nine megabytes of script. */
async function readPage(): Promise<Page> {
  const html = await readFile(pageFile, 'utf8');
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = '']) => script);
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  return {
    html,
    gzipped: gzipSync(html),
    etag: `"${hash(html).slice(0, 22)}"`,
    scriptHashes: scripts.map((script) => `'sha256-${hash(script)}'`).join(' '),
  };
}
