import { AppError } from '../../src/errors/index.js';
import { defineModule } from '../../src/modules/index.js';
import { createKey, revokeKey, serviceToken } from '../support/api-keys.js';
import { type Person, useGraphward } from '../support/graphward.js';
import { codesOf, errorsOf, send } from '../support/http.js';
import { sendLines } from '../support/raw-request.js';
import { logOut } from '../support/sessions.js';
import { settle } from '../support/settle.js';
import { assemble, takeApart, unsigned } from '../support/tokens.js';

const scopesOf = new Map<string, string[]>();
const graphward = useGraphward({
  modules: [
    defineModule({
      name: 'scopes',
      typeDefs: 'extend type Query { unused: Int @public }',
      claims: ({ id }) => {
        if (id === '') throw new AppError('NOT_FOUND', 'User not found.');
        return { scopes: scopesOf.get(id) ?? [] };
      },
    }),
  ],
});

let alice: Person;
let editor: Person;
let admin: Person;
beforeAll(async () => {
  alice = await graphward.signUp('alice');
  editor = await graphward.signUp('editor', 'EDITOR');
  admin = await graphward.signUp('admin', 'ADMIN');
  scopesOf.set(alice.id, ['issues:read', 'issues:write']);
  alice = await graphward.signIn(alice);
});

const verify = (person: Person | null, query = '', headers: Record<string, string> = {}) =>
  send(graphward, {
    path: `/verify${query}`,
    headers: { ...(person ? { authorization: `Bearer ${person.accessToken}` } : {}), ...headers },
  });

const statusOf = async (person: Person | null, query = '') => (await verify(person, query)).status;

function identityOf({ headers }: { readonly headers: Headers }) {
  return ['user', 'roles', 'scopes', 'session'].map((name) => headers.get(`x-graphward-${name}`));
}

it('identifies the viewer of a valid token in headers, without a body', async () => {
  const response = await verify(alice);
  const { sid } = takeApart(alice.accessToken).claims;
  expect([response.status, response.text]).toEqual([204, '']);
  expect(identityOf(response)).toEqual([alice.id, 'USER', 'issues:read issues:write', sid]);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

it('lists inherited roles, and sets the header of scopes even without any', async () => {
  const [id, roles, scopes] = identityOf(await verify(admin));
  expect([id, scopes]).toEqual([admin.id, '']);
  expect(roles?.split(',').sort()).toEqual(['ADMIN', 'EDITOR', 'USER']);
});

it('responds to HEAD, but to no other method', async () => {
  const headers = { authorization: `Bearer ${alice.accessToken}` };
  expect((await send(graphward, { method: 'HEAD', path: '/verify', headers })).status).toBe(204);
  const preflight = { origin: 'https://app.example.com', 'access-control-request-method': 'GET' };
  for (const method of ['OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const response = await send(graphward, {
      method,
      path: '/verify',
      headers: { ...headers, ...preflight },
    });
    expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD']);
    expect(identityOf(response)).toEqual([null, null, null, null]);
  }
  expect((await send(graphward, { method: 'TRACE', path: '/verify', headers })).status).toBe(404);
});

it.each<[string, number[]]>([
  ['', [204, 204, 204]],
  ['?role=USER', [204, 204, 204]],
  ['?role=EDITOR', [403, 204, 204]],
  ['?role=ADMIN', [403, 403, 204]],
  ['?role=ADMIN,EDITOR', [403, 204, 204]],
  ['?scope=issues:read', [204, 403, 403]],
  ['?scope=issues:read%20issues:write', [204, 403, 403]],
  ['?scope=issues%3Aread+issues:write', [204, 403, 403]],
  ['?scope=issues:read%20issues:delete', [403, 403, 403]],
  ['?scope=issues', [403, 403, 403]],
  ['?role=USER&scope=issues:read', [204, 403, 403]],
  ['?role=EDITOR&scope=issues:read', [403, 403, 403]],
])('checks any role and all scopes: %s', async (query, statuses) => {
  expect(await Promise.all([alice, editor, admin].map((person) => statusOf(person, query)))).toEqual(
    statuses,
  );
});

it('names the required scopes to a client whose token lacks them (RFC 6750 §3.1)', async () => {
  const byScope = await verify(editor, '?scope=issues:read%20issues:write');
  expect(byScope.headers.get('www-authenticate')).toBe(
    'Bearer error="insufficient_scope", scope="issues:read issues:write"',
  );
  const byRole = await verify(alice, '?role=ADMIN');
  expect(byRole.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope"');
  expect(errorsOf(byRole)).toEqual([
    { message: 'The access token lacks a required role or scope.', extensions: { code: 'FORBIDDEN' } },
  ]);
  expect(identityOf(byRole)).toEqual([null, null, null, null]);
});

it.each([
  ['an unknown role', '?role=EDTOR'],
  ['a role in other letters', '?role=editor'],
  ['an inherited property', '?role=constructor'],
  ['no role', '?role='],
  ['no role beside one', '?role=USER,'],
  ['no scope', '?scope='],
  ['no scope beside one', '?scope=issues:read%20'],
  ['a quote in a scope', '?scope=%22'],
  ['a line break in a scope', '?scope=a%0d%0ab'],
  ['two roles', '?role=ADMIN&role=USER'],
  ['two scopes', '?scope=issues:read&scope=issues:write'],
  ['a misspelt parameter', '?roles=ADMIN'],
  ['a parameter in other letters', '?Role=ADMIN'],
  ['the prototype', '?__proto__=ADMIN'],
  ["a parameter of the client's request", '?role=USER&page=2'],
  ['malformed percent-encoding', '?role=%zz'],
  ['bytes other than UTF-8', '?scope=%ff'],
])('refuses everybody if the query contains %s', async (_what, query) => {
  for (const person of [alice, admin]) {
    const response = await verify(person, query);
    expect([response.status, codesOf(response)]).toEqual([400, ['BAD_USER_INPUT']]);
    expect(identityOf(response)).toEqual([null, null, null, null]);
  }
  expect(await statusOf(null, query)).toBe(401);
});

it.each(['?page=2', '?role=USER', '?role=', '?scope=issues:read'])(
  'a client cannot choose the requirement, even through a gateway that appends %s',
  async (query) => {
    expect([400, 403]).toContain(await statusOf(alice, `?role=ADMIN&${query.slice(1)}`));
  },
);

it('takes the credential only from the Authorization header, and the requirement only from the URL', async () => {
  const headers = {
    'x-graphward-user': admin.id,
    'x-graphward-roles': 'ADMIN',
    'x-original-url': '/verify?role=USER',
    'x-forwarded-uri': '/verify?role=USER',
    'x-forwarded-method': 'POST',
    'x-http-method-override': 'POST',
    cookie: `access_token=${admin.accessToken}`,
  };
  expect(identityOf(await verify(alice, '', headers))[0]).toBe(alice.id);
  expect((await verify(alice, '?role=ADMIN', headers)).status).toBe(403);
  expect((await verify(null, '', headers)).status).toBe(401);
});

describe('without a valid token', () => {
  it('asks for one', async () => {
    const response = await verify(null);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(errorsOf(response)[0]?.extensions.reason).toBe('TOKEN_MISSING');
  });

  it.each<[string, (person: Person) => string | Promise<string>, string]>([
    ['garbage', () => 'garbage', 'TOKEN_INVALID'],
    ['a refresh token', ({ refreshToken }) => refreshToken, 'TOKEN_INVALID'],
    ['an unsigned token', ({ accessToken }) => withoutSignature(accessToken), 'TOKEN_INVALID'],
    ['a revoked token', signedOut, 'TOKEN_REVOKED'],
    ['a stale token', stale, 'TOKEN_STALE'],
  ])('rejects %s', async (_what, make, reason) => {
    const person = await graphward.signUp('bob');
    const response = await verify({ ...person, accessToken: await make(person) }, '?role=USER');
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="invalid_token"',
    ]);
    expect(errorsOf(response)[0]?.extensions.reason).toBe(reason);
    expect(identityOf(response)).toEqual([null, null, null, null]);
  });

  it('rejects other schemes and two headers, in either order, and a token in the URL', async () => {
    const good = `Authorization: Bearer ${alice.accessToken}`;
    const statusOfLines = async (lines: string[], query = '') =>
      (await sendLines(graphward, `/verify${query}`, lines)).status;
    expect(await statusOfLines([good])).toBe(204);
    expect(await statusOfLines(['Authorization: Basic YWxpY2U6c2VjcmV0'])).toBe(401);
    const bad = 'authorization: Bearer a.b.c';
    for (const lines of [
      [good, bad],
      [bad, good],
      [good, 'X-Between: 1', good],
    ])
      expect(await statusOfLines(lines)).toBe(400);
    for (const lines of [[], [good]])
      expect(await statusOfLines(lines, `?access_token=${alice.accessToken}`)).toBe(400);
    expect(await statusOfLines([good, `Authorization: Bearer ${'a'.repeat(20_000)}`])).toBe(431);
    expect(await statusOfLines([good, 'Host: other.example.com'])).toBe(400);
  });
});

it('identifies a service by the ID of its API key, as user and as session', async () => {
  const key = await createKey(graphward, admin, { roles: ['EDITOR'], scopes: ['orders:read'] });
  const accessToken = await serviceToken(graphward, key);
  const service = { ...admin, accessToken };
  expect(identityOf(await verify(service, '?role=EDITOR&scope=orders:read'))).toEqual([
    key.id,
    'USER,EDITOR',
    'orders:read',
    key.id,
  ]);
  expect(await statusOf(service, '?role=ADMIN')).toBe(403);
  expect(await statusOf({ ...admin, accessToken: key.key })).toBe(401);
  await revokeKey(graphward, admin, key.id);
  expect(await statusOf(service)).toBe(401);
});

it('sends no database command, whatever the result', async () => {
  await verify(alice, '?role=ADMIN');
  await settle(graphward);
  graphward.takeCommands();
  const statuses = [
    await statusOf(alice),
    await statusOf(alice, '?role=USER&scope=issues:read'),
    await statusOf(alice, '?role=ADMIN'),
    await statusOf(alice, '?role=NONE'),
    await statusOf(null),
    await statusOf({ ...alice, accessToken: 'garbage' }),
  ];
  expect(statuses).toEqual([204, 204, 403, 400, 401, 401]);
  expect(graphward.takeCommands()).toEqual([]);
});

it('records that a viewer was denied, without the text of the request', async () => {
  const response = await verify(alice, '?role=ADMIN&scope=something-odd');
  const requestId = response.headers.get('x-request-id');
  expect(graphward.logLines.filter((line) => line.requestId === requestId)).toMatchObject([
    { event: 'access_denied', outcome: 'FORBIDDEN', userId: alice.id, coordinate: '/verify' },
  ]);
  expect(JSON.stringify(graphward.logLines)).not.toContain('something-odd');
});

async function signedOut({ accessToken }: Person): Promise<string> {
  await logOut(graphward, undefined, { token: accessToken });
  return accessToken;
}

async function stale({ id, accessToken }: Person): Promise<string> {
  await graphward.app.services.sessions.refreshClaims(id);
  return accessToken;
}

function withoutSignature(token: string): string {
  const { header, claims } = takeApart(token);
  return assemble({ ...header, alg: 'none' }, claims, unsigned);
}
