/** What the server sends at /console. */
import { defineModule } from '../../src/modules/index.js';
import { startGraphward, useGraphward } from '../support/graphward.js';
import { type RawResponse, send } from '../support/http.js';

const graphward = useGraphward();

const get = (path: string, headers?: Record<string, string>, method?: string) =>
  send(graphward, { path, ...(headers && { headers }), ...(method && { method }) });

/** The paths of the script and the style sheet that the page loads. */
async function assetPaths(): Promise<string[]> {
  const { text } = await get('/console');
  return [...text.matchAll(/(?:src|href)="(\/console\/[^"]+)"/g)].map(([, path = '']) => path);
}

it.each(['/console', '/console/', '/console/sign-in', '/console/users/65a1b2c3d4e5f60718293a4b'])(
  '%s is the page',
  async (path) => {
    const { status, headers, text } = await get(path);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('<div id="root"></div>');
  },
);

it('allows only its own resources, no inline script and no framing', async () => {
  const { headers } = await get('/console');
  const policy = Object.fromEntries(
    String(headers.get('content-security-policy'))
      .split('; ')
      .map((directive) => [directive.split(' ', 1)[0], directive.split(' ').slice(1).join(' ')]),
  );
  expect(policy).toEqual({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': 'data:',
    'connect-src': "'self'",
    'form-action': "'none'",
    'base-uri': "'none'",
    'object-src': "'none'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
  });
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

it('is revalidated, and its assets are cached forever', async () => {
  const etag = String((await get('/console')).headers.get('etag'));
  const again = await get('/console', { 'if-none-match': etag });
  expect([again.status, again.text, again.headers.get('cache-control')]).toEqual([304, '', 'no-cache']);

  const paths = await assetPaths();
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) {
    expect(path).toMatch(/^\/console\/assets\/[\w-]+-[\w-]{8}\.(js|css)$/);
    const { status, headers } = await get(path);
    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(headers.get('content-type')).toMatch(/^text\/(javascript|css); charset=utf-8$/);
  }
});

it('is compressed for clients that accept it', async () => {
  const [script = ''] = await assetPaths();
  const [plain, head] = [await get(script), await get(script, {}, 'HEAD')];
  const response = await fetch(graphward.url + script, { headers: { 'accept-encoding': 'gzip' } });
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(await response.text()).toBe(plain.text);
  expect([head.status, head.text]).toEqual([200, '']);
});

it.each([
  '/console/../package.json',
  '/console/..%2fpackage.json',
  '/console/%2e%2e/package.json',
  '/console/..%5cpackage.json',
  '/console/assets/..%2findex.html',
  '/console/assets/../../package.json',
  '/console/assets/%2e%2e%2f%2e%2e%2fpackage.json',
  '/console/assets/',
  '/console/assets/missing.js',
  '/console/assets/constructor',
  '/console/assets/__proto__',
  '/console/index.html',
  '/console/LICENSES.md',
  '/console//etc/passwd%00',
])('%s is not found', async (path) => {
  expect(summaryOf(await get(path))).toEqual([
    404,
    '{"errors":[{"message":"Not found.","extensions":{"code":"NOT_FOUND"}}]}',
  ]);
});

it('does not accept anything', async () => {
  expect((await get('/console', {}, 'POST')).status).toBe(404);
});

it('can be turned off, and is off in production unless it is turned on', async () => {
  const production = { NODE_ENV: 'production', ISSUER: 'https://auth.example.com' };
  const statuses = [{ CONSOLE: 'off' }, production, { ...production, CONSOLE: 'on' }].map(async (env) => {
    const server = await startGraphward({ env });
    const { status } = await send(server, { path: '/console' });
    await server.stop();
    return status;
  });
  expect(await Promise.all(statuses)).toEqual([404, 404, 200]);
});

it.each(['/console', '/console/reset-password'])('%s is not for modules, even if it is off', async (path) => {
  const module = defineModule({
    name: 'intruder',
    typeDefs: 'extend type Query { unused: Int @public }',
    routes: (server) => void server.get(path, () => 'mine'),
  });
  await expect(startGraphward({ env: { CONSOLE: 'off' }, modules: [module] })).rejects.toThrow(
    `${path} is a path of the server. Choose another.`,
  );
});

function summaryOf({ status, text }: RawResponse) {
  return [status, text.trim()];
}
