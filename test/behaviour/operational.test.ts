import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { expectCode, expectData } from '../support/expectations.js';
import { startGraphward, useGraphward } from '../support/graphward.js';
import { send } from '../support/http.js';
import { tryToLogIn } from '../support/sessions.js';
import { createKeysFolder, ecKey, rsaKey, takeApart } from '../support/tokens.js';

const keys = createKeysFolder();
keys.add('old', rsaKey());
keys.add('new', ecKey());
afterAll(() => keys.remove());

const graphward = useGraphward({ env: { JWT_SECRET: '', JWT_KEYS_DIR: keys.path } });

const get = (path: string) => send(graphward, { path });

/** The values of a metric by its labels, as in the text. */
async function readMetric(name: string): Promise<Map<string, number>> {
  const { text } = await get('/metrics');
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`));
  return new Map(
    lines.map((line) => {
      const [, labels = '', value] = /\{(.*)\} (\S+)$/.exec(line) ?? [];
      return [labels, Number(value)];
    }),
  );
}

it('/live and /ready report success', async () => {
  expect(JSON.parse((await get('/live')).text)).toEqual({ status: 'live' });
  const { status, text } = await get('/ready');
  expect([status, JSON.parse(text)]).toEqual([200, { status: 'ready' }]);
});

it('/metrics counts sign-ins by outcome', async () => {
  const alice = await graphward.signUp('alice');
  const before = await readMetric('graphward_sign_ins_total');
  expectCode(await tryToLogIn(graphward, { ...alice, password: 'wrong' }), 'INVALID_CREDENTIALS');
  expectData(await tryToLogIn(graphward, alice));
  const after = await readMetric('graphward_sign_ins_total');

  const raised = (label: string) => (after.get(label) ?? 0) - (before.get(label) ?? 0);
  expect([raised('outcome="success"'), raised('outcome="wrong_password"')]).toEqual([1, 1]);
});

it('/metrics counts requests and their durations by route, not by invented paths', async () => {
  await graphward.ask('{ __typename }');
  await get('/made-up-by-a-client');
  await get('/graphql?query=made-up-by-a-client');

  const { headers, text } = await get('/metrics');
  expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(text).toMatch(
    /^graphward_http_requests_total\{method="POST",route="\/graphql",status="200"\} [1-9]/m,
  );
  expect(text).toMatch(
    /^graphward_http_request_duration_seconds_bucket\{le="5",method="POST",route="\/graphql"\} [1-9]/m,
  );
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
  expect(text).not.toContain('made-up');
});

it('another service can verify an access token with the published keys', async () => {
  const { accessToken } = await graphward.signUp('alice');
  const { headers, text } = await get('/.well-known/jwks.json');
  const published = (JSON.parse(text) as { keys: (JsonWebKey & { kid: string; alg: string; use: string })[] })
    .keys;

  const key = published.find(({ kid }) => kid === takeApart(accessToken).header.kid);
  const signature = accessToken.slice(accessToken.lastIndexOf('.') + 1);
  const signed = Buffer.from(accessToken.slice(0, accessToken.lastIndexOf('.')));
  const publicKey = {
    key: createPublicKey({ key: key ?? {}, format: 'jwk' }),
    dsaEncoding: 'ieee-p1363' as const,
  };

  expect(verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  expect(published.map(({ alg, use }) => [alg, use]).sort()).toEqual([
    ['ES256', 'sig'],
    ['RS256', 'sig'],
  ]);
  expect(headers.get('content-type')).toMatch(/^application\/jwk-set\+json/);
  expect(headers.get('cache-control')).toBe('public, max-age=300');
});

describe('what other services need to verify tokens', () => {
  const [jwks, metadata] = ['/.well-known/jwks.json', '/.well-known/oauth-authorization-server'];

  it.each([jwks, metadata])('%s is sent again only if it has changed', async (path) => {
    const { headers } = await get(path);
    const etag = headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await send(graphward, { path, headers: { 'if-none-match': condition } });
      expect([response.status, response.text, response.headers.get('etag')]).toEqual([304, '', etag]);
      expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    }
    for (const condition of ['"other"', etag.slice(1, -1)])
      expect(await send(graphward, { path, headers: { 'if-none-match': condition } })).toMatchObject({
        status: 200,
      });
    const head = await send(graphward, { path, method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', etag]);
    expect((await send(graphward, { path, method: 'POST' })).status).toBe(404);
  });

  it('the metadata names the issuer of the tokens and where its keys are (RFC 8414)', async () => {
    const { accessToken } = await graphward.signUp('alice');
    const { headers, text } = await get(metadata);
    const { iss } = takeApart(accessToken).claims;
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(JSON.parse(text)).toEqual({
      issuer: iss,
      jwks_uri: `${String(iss)}${jwks}`,
      token_endpoint: `${String(iss)}/token`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      response_types_supported: [],
      grant_types_supported: ['client_credentials'],
    });
  });

  it('the path of the issuer follows the well-known part, and precedes that of the keys', async () => {
    const env = { JWT_SECRET: '', JWT_KEYS_DIR: keys.path, ISSUER: 'https://example.com/auth/' };
    const server = await startGraphward({ env: { ...env, JWT_KEY_PUBLISH_DELAY: '60' } });
    try {
      const { status, text } = await send(server, { path: `${metadata}/auth` });
      expect(JSON.parse(text)).toMatchObject({
        issuer: env.ISSUER,
        jwks_uri: `https://example.com/auth${jwks}`,
        token_endpoint: 'https://example.com/auth/token',
      });
      expect((await send(server, { path: '/auth/token', method: 'POST' })).status).toBe(400);
      const published = await send(server, { path: `/auth${jwks}` });
      expect(published.text).toBe((await send(server, { path: jwks })).text);
      expect(published.headers.get('cache-control')).toBe('public, max-age=30');
      expect([status, (await send(server, { path: metadata })).status]).toEqual([200, 404]);
    } finally {
      await server.stop();
    }
  });

  it('the metadata names no keys with a shared secret, which cannot be published', async () => {
    const server = await startGraphward();
    const { text } = await send(server, { path: metadata }).finally(() => server.stop());
    expect(JSON.parse(text)).not.toHaveProperty('jwks_uri');
  });
});

it('publishes only the public part of the keys', async () => {
  const { text } = await get('/.well-known/jwks.json');
  expect(Object.keys(JSON.parse(text) as object)).toEqual(['keys']);
  expect(text).not.toMatch(/"(d|p|q|dp|dq|qi|k)":/);
});

describe('security headers', () => {
  it.each([
    ['GET', '/graphql?query=%7B__typename%7D', 400],
    ['POST', '/graphql', 400],
    ['DELETE', '/graphql', 405],
    ['GET', '/live', 200],
    ['HEAD', '/ready', 200],
    ['GET', '/metrics', 200],
    ['GET', '/.well-known/jwks.json', 200],
    ['GET', '/nothing', 404],
    ['GET', '/%zz', 400],
  ])('are on %s %s', async (method, path, status) => {
    const { headers, ...response } = await send(graphward, { method, path });

    expect(response.status).toBe(status);
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  });

  it("enforce HTTPS and hide the page's address from other sites", async () => {
    const { headers } = await get('/live');
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=\d{8}/);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  it('are on a response to a request that is rejected before routing', async () => {
    const { status, headers } = await send(graphward, { path: '/live', headers: { x: 'x'.repeat(20_000) } });
    expect(status).toBe(431);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  });
});
