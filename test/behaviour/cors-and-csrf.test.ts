import { expectCode } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';
import { errorsOf, expectBadRequest, send } from '../support/http.js';
import { tryToLogIn } from '../support/sessions.js';

const app = 'https://app.example.com';
const sandbox = 'https://studio.apollographql.com';
const embeddedSandbox = 'https://sandbox.embed.apollographql.com';

const graphward = useGraphward({ env: { CORS_ORIGINS: `${app}, https://admin.example.com:8443` } });
const production = useGraphward({
  env: { NODE_ENV: 'production', ISSUER: 'https://auth.example.com', CORS_ORIGINS: app },
});

const body = JSON.stringify({ query: '{ __typename }' });
const json = { 'content-type': 'application/json' };

function askFrom(origin: string, server = graphward) {
  return send(server, { method: 'POST', headers: { ...json, origin }, body });
}

function preflightFrom(origin: string, server = graphward) {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type, authorization',
  };
  return send(server, { method: 'OPTIONS', headers });
}

describe('cross-origin requests', () => {
  it.each([app, 'https://admin.example.com:8443'])(
    '%s may read responses, with credentials',
    async (origin) => {
      const { headers } = await askFrom(origin);

      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('access-control-expose-headers')).toMatch(/retry-after/);
      expect(headers.get('vary')).toMatch(/\bOrigin\b/);
    },
  );

  it('tells a listed origin in a preflight response what it may send, and for how long', async () => {
    const { status, headers } = await preflightFrom(app);

    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(app);
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(headers.get('access-control-allow-headers')).toBe('content-type, authorization');
    expect(headers.get('access-control-max-age')).toBe('600');
    expect(headers.get('vary')).toBe('Origin, Access-Control-Request-Headers');
  });

  it.each([
    ['an error', { path: '/nothing' }, 404],
    ['a body of an unsupported type', { method: 'POST', body }, 415],
    ['the state of the server', { path: '/ready' }, 200],
  ])('a listed origin may read the response about %s', async (_what, request, expected) => {
    const { status, headers } = await send(graphward, { ...request, headers: { origin: app } });

    expect(status).toBe(expected);
    expect(headers.get('access-control-allow-origin')).toBe(app);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
  });

  it('a response to a request without an origin varies by origin and names none', async () => {
    const { headers } = await send(graphward, { path: '/live' });

    expect(headers.get('vary')).toBe('Origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('responds to an OPTIONS request that is not a preflight, but allows nothing', async () => {
    const { status, headers } = await send(graphward, { method: 'OPTIONS' });

    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, null]);
  });

  it.each([
    'https://evil.example',
    'http://app.example.com',
    'https://app.example.com:444',
    'https://app.example.com.evil.example',
    'https://evil-app.example.com',
    'https://APP.example.com',
    'null',
    '*',
  ])('%s may not read responses', async (origin) => {
    for (const { headers } of [await askFrom(origin), await preflightFrom(origin)]) {
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it.each([sandbox, embeddedSandbox])('%s may read responses outside production only', async (origin) => {
    const allowed = async (server: typeof graphward) => [
      (await askFrom(origin, server)).headers.get('access-control-allow-origin'),
      (await preflightFrom(origin, server)).headers.get('access-control-allow-origin'),
    ];

    expect(await allowed(graphward)).toEqual([origin, origin]);
    expect(await allowed(production)).toEqual([null, null]);
  });

  it('listed origins may read responses in production, too', async () => {
    expect((await askFrom(app, production)).headers.get('access-control-allow-origin')).toBe(app);
  });
});

describe('requests that a form of another site can send', () => {
  const newUser = { email: 'forged@example.com', password: 'four words make one' };
  const registration = `mutation { register(input: { email: "${newUser.email}", password: "${newUser.password}" }) { expiresIn } }`;
  const origin = 'https://evil.example';

  it.each([
    ['text/plain', JSON.stringify({ query: registration })],
    ['application/x-www-form-urlencoded', `query=${encodeURIComponent(registration)}`],
    [
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name=query\r\n\r\n${registration}\r\n--x--`,
    ],
    ['', JSON.stringify({ query: registration })],
  ])('executes nothing for a body of the type "%s"', async (type, text) => {
    const headers = { origin, 'content-type': type };

    expectBadRequest(await send(graphward, { method: 'POST', headers, body: text }), 415);
    expectCode(await tryToLogIn(graphward, newUser), 'INVALID_CREDENTIALS');
  });

  it.each([
    ['no body', { method: 'POST', path: `/graphql?query=${encodeURIComponent(registration)}` }],
    ['a query in the URL', { method: 'GET', path: `/graphql?query=${encodeURIComponent('{ __typename }')}` }],
  ])('rejects %s without the preflight header', async (_what, request) => {
    const response = await send(graphward, { ...request, headers: { origin } });

    expectBadRequest(response, 400);
    expect(errorsOf(response)[0]?.message).toMatch(/Cross-Site Request Forgery/);
  });
});
