import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { allowOnPage } from './security-headers.js';

interface Page {
  readonly html: string;
  readonly gzipped: Buffer;
  readonly etag: string;
  /** The hashes of its inline scripts, as a content security policy lists them. */
  readonly scriptHashes: string;
}

/** `GET /graphiql`: a GraphiQL that carries all its assets itself, so that it works offline. */
export function registerGraphiqlPage(server: FastifyInstance, endpoint: string): void {
  let page: Promise<Page> | undefined;

  server.get('/graphiql', async (request, reply) => {
    page ??= renderPage(endpoint);
    const { html, gzipped, etag, scriptHashes } = await page;
    allowOnPage(reply, {
      'default-src': "'none'",
      'script-src': scriptHashes,
      'worker-src': 'blob: data:',
      'style-src': "'unsafe-inline'",
      'img-src': 'data:',
      'font-src': 'data:',
      'connect-src': "'self'",
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

/** Loaded at the first visit only: the page is nine megabytes of script. */
async function renderPage(endpoint: string): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({ title: 'Graphward', endpoint, defaultQuery });
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = '']) => script);
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  return {
    html,
    gzipped: gzipSync(html),
    etag: `"${hash(html).slice(0, 22)}"`,
    scriptHashes: scripts.map((script) => `'sha256-${hash(script)}'`).join(' '),
  };
}

const defaultQuery = `# Welcome to Graphward. Sign in, then put the access token into the headers below:
# { "Authorization": "Bearer …" }
mutation SignIn {
  login(input: { email: "admin@localhost", password: "…" }) {
    accessToken
    expiresIn
    user { id email roles }
  }
}
`;
