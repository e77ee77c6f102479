import { AppError } from '../../src/errors/index.js';
import { defineModule, type GraphwardModule } from '../../src/modules/index.js';
import { startGraphward, useGraphward } from '../support/graphward.js';
import { codesOf, errorsOf, post, send } from '../support/http.js';

const typeDefs = 'extend type Query { unused: Int @public }';

const hooks = defineModule({
  name: 'hooks',
  typeDefs,
  routes: (server, { authenticate, services }) => {
    server.get('/whoami', (request) => ({ id: authenticate(request).id }));
    server.get('/editors', (request) => ({ id: authenticate(request, { requires: 'EDITOR' }).id }));
    server.get('/typo', (request) => ({ id: authenticate(request, { requires: 'EDTOR' }).id }));
    server.post('/webhook', ({ body }) => ({ received: body }));
    server.get('/users/:email', async ({ params }) => {
      const { email } = params as { email: string };
      if (!(await services.users.findByEmail(email)))
        throw new AppError('NOT_FOUND', 'User not found.', { field: 'email' });
      return { email };
    });
    server.get('/fail/:code', ({ params }) => {
      const { code } = params as { code: string };
      if (code === 'BUG') throw new Error('a secret of the module');
      throw new AppError(code as never, 'Wait.', { retryAfter: 7 });
    });
    server.addHook('onRequest', (_request, reply, done) => {
      void reply.header('x-module', 'hooks');
      done();
    });
  },
});
const graphward = useGraphward({ modules: [hooks] });

function get(path: string, token?: string) {
  return send(graphward, { path, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
}

it('authenticate viewers as GraphQL does', async () => {
  const alice = await graphward.signUp('alice');
  const response = await get('/whoami', alice.accessToken);
  expect([response.status, JSON.parse(response.text)]).toEqual([200, { id: alice.id }]);

  const missing = await get('/whoami');
  expect([missing.status, missing.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(errorsOf(missing)).toEqual([
    { message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } },
  ]);
  for (const token of ['x', alice.refreshToken]) {
    const bad = await get('/whoami', token);
    expect([bad.status, bad.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(errorsOf(bad)[0]?.extensions.reason).toBe('TOKEN_INVALID');
  }
  await graphward.app.services.sessions.refreshClaims(alice.id);
  const stale = await get('/whoami', alice.accessToken);
  expect([stale.status, errorsOf(stale)[0]?.extensions.reason]).toEqual([401, 'TOKEN_STALE']);
  const malformed = await get(`/whoami?access_token=${alice.accessToken}`, alice.accessToken);
  expect([malformed.status, codesOf(malformed)]).toEqual([400, ['BAD_USER_INPUT']]);
});

it('can require a role, which respects inheritance', async () => {
  const [alice, admin] = [await graphward.signUp('alice'), await graphward.signUp('admin', 'ADMIN')];
  expect((await get('/editors', admin.accessToken)).status).toBe(200);
  const denied = await get('/editors', alice.accessToken);
  expect([denied.status, errorsOf(denied)]).toEqual([
    403,
    [{ message: 'This requires the role EDITOR.', extensions: { code: 'FORBIDDEN' } }],
  ]);
  expect((await get('/editors')).status).toBe(401);
  expect((await get('/typo', admin.accessToken)).status).toBe(500);
});

it.each([
  ['UNAUTHENTICATED', 401],
  ['FORBIDDEN', 403],
  ['BAD_USER_INPUT', 400],
  ['NOT_FOUND', 404],
  ['CONFLICT', 409],
  ['RATE_LIMITED', 429],
  ['SERVICE_UNAVAILABLE', 503],
])('return %s with %i and in the format of GraphQL errors', async (code, status) => {
  const response = await get(`/fail/${code}`);
  expect([response.status, errorsOf(response)]).toEqual([
    status,
    [{ message: 'Wait.', extensions: { code, retryAfter: 7 } }],
  ]);
  expect(response.headers.get('retry-after')).toBe(status === 429 || status === 503 ? '7' : null);
});

it('mask and log bugs', async () => {
  const response = await get('/fail/BUG');
  expect([response.status, codesOf(response)]).toEqual([500, ['INTERNAL_SERVER_ERROR']]);
  expect(response.text).not.toContain('secret');
  const requestId = response.headers.get('x-request-id');
  expect(graphward.logLines.find((line) => line.requestId === requestId)).toMatchObject({
    level: 50,
    err: { message: 'a secret of the module' },
  });
});

it('have the headers of every response, and no influence on other routes', async () => {
  const { headers } = await get('/whoami');
  const own = (await send(graphward, { path: '/live' })).headers;
  expect(headers.get('x-module')).toBe('hooks');
  expect(own.get('x-module')).toBeNull();
  for (const name of [
    'content-security-policy',
    'x-content-type-options',
    'cache-control',
    'referrer-policy',
  ])
    expect([name, headers.get(name)]).toEqual([name, own.get(name)]);
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

it('parse JSON within the limits of the server', async () => {
  const webhook = (body: string, headers = {}) =>
    send(graphward, {
      method: 'POST',
      path: '/webhook',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  expect(JSON.parse((await webhook('{"a":1}')).text)).toEqual({ received: { a: 1 } });
  const statuses = await Promise.all([
    webhook(JSON.stringify('x'.repeat(128 * 1024))),
    webhook('['.repeat(200) + ']'.repeat(200)),
    webhook('{"__proto__": {"a": 1}}'),
    webhook('a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([413, 400, 400, 415]);
  expect((await get('/users/nobody@example.com')).status).toBe(404);
  expect((await post(graphward, '{"query":"{ __typename }"}')).status).toBe(200);
});

describe('stop start-up, with the name of the module,', () => {
  const adding = (name: string, routes: GraphwardModule['routes']): GraphwardModule =>
    defineModule({ name, typeDefs: typeDefs.replace('unused', name), ...(routes ? { routes } : {}) });

  it.each<[string, string, string]>([
    ['GET', '/live', '/live is a path of the server. Choose another.'],
    ['DELETE', '/metrics', '/metrics is a path of the server.'],
    ['OPTIONS', '/graphql', '/graphql is a path of the server.'],
    ['GET', '/graphiql', '/graphiql is a path of the server.'],
    ['PUT', '/.well-known/jwks.json', '/.well-known/jwks.json is a path of the server.'],
  ])('if they shadow a path of the server: %s %s', async (method, url, message) => {
    const own = adding('own', (server) =>
      server.route({ method, url, handler: () => 'mine', constraints: { host: 'example.com' } }),
    );
    await expect(startGraphward({ modules: [own], env: production() })).rejects.toThrow(
      `The routes of the module own cannot be added: ${message}`,
    );
  });

  it('if two modules have the same route or fail, with every problem', async () => {
    const [a, b] = ['a', 'b'].map((name) => adding(name, (server) => void server.get('/mine', () => name)));
    const c = adding('c', async () => {
      await Promise.resolve();
      throw new Error('not today');
    });
    await expect(startGraphward({ modules: [a, b, c].flatMap((each) => each ?? []) })).rejects.toThrow(
      'The routes of the module b cannot be added: the module a has the route GET /mine, too.\n' +
        'The routes of the module c cannot be added: not today',
    );
  });

  it('if a plugin that they register fails', async () => {
    const own = adding('own', (server) => {
      server.register(() => Promise.reject(new Error('a plugin failed')));
    });
    await expect(startGraphward({ modules: [own] })).rejects.toThrow(
      'The routes of the module own cannot be added: a plugin failed',
    );
  });
});

function production() {
  return { NODE_ENV: 'production', ISSUER: 'https://auth.example.com' };
}
