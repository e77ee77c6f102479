import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { allowOnPage } from './security-headers.js';

interface Page {
  readonly html: string;
  readonly gzipped: Buffer;
  readonly etag: string;
  /** Hashes of the inline scripts, as content security policy sources. */
  readonly scriptHashes: string;
}

/** `GET /graphiql`: a GraphiQL that contains all of its assets and works offline. */
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

/** Loads GraphiQL on the first visit, because it is nine megabytes of script. */
async function renderPage(endpoint: string): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  // The page accepts `variables`, but its types omit them.
  const options = { title: 'Graphward', endpoint, defaultQuery, variables, headers };
  const graphiql = renderGraphiQL(options);
  const html = graphiql.replace('</head>', () => `${narrowScreens}</head>`);
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = '']) => script);
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  return {
    html,
    gzipped: gzipSync(html),
    etag: `"${hash(html).slice(0, 22)}"`,
    scriptHashes: scripts.map((script) => `'sha256-${hash(script)}'`).join(' '),
  };
}

/** Uses only fields that an anonymous viewer sees, because GraphiQL underlines all others as errors. */
const defaultQuery = `# 1. Enter the password under Variables. Run this.
# 2. Under Headers, send the accessToken:
#    { "Authorization": "Bearer <accessToken>" }
# 3. Re-fetch the schema (button at bottom left)
#    to see the fields that you may use.
mutation SignIn($input: LoginInput!) {
  login(input: $input) {
    accessToken
    expiresIn
    user { id name }
  }
}
`;

const variables = `{
  "input": {
    "email": "admin@localhost",
    "password": ""
  }
}
`;

/** Commented out, because GraphiQL's schema request fails with an invalid token. */
const headers = `{
  // "Authorization": "Bearer <accessToken>"
}
`;

/** GraphiQL arranges its panes side by side at any width; on narrow screens they are stacked. */
const narrowScreens = `<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
@media (max-width: 48rem) {
  #root .graphiql-container { min-width: 0; }
  #graphiql-session { flex-direction: column; }
  #graphiql-session > * { min-width: 0; min-height: 0; }
  #graphiql-session > .graphiql-horizontal-drag-bar { display: none; }
}
</style>
`;
