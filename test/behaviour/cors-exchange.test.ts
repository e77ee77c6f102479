import { createTestClock } from '../support/clock.js';
import { type TestServer, useGraphward } from '../support/graphward.js';
import { send } from '../support/http.js';

const studio = 'https://studio.apollographql.com';
const embedded = 'https://sandbox.embed.apollographql.com';
const unlisted = 'https://evil.example';

const clock = createTestClock();
const production = { NODE_ENV: 'production', ISSUER: 'https://auth.example.com' };
const development = useGraphward({ clock, env: { SIGN_IN_LIMIT_PER_ACCOUNT: '2' } });
const staging = useGraphward({ env: { ...production, CORS_ORIGINS: `https://app.example.com, ${studio}` } });
const closed = useGraphward({ env: production });

interface PageRequest {
  readonly query: string;
  readonly variables?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly withCookies?: boolean;
}

/** What the page may see of a response, or why the browser withholds it. */
type Outcome =
  | { readonly blocked: 'preflight' | 'response'; readonly sent: readonly string[] }
  | {
      readonly blocked: null;
      readonly sent: readonly string[];
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: { data?: Record<string, any> | null; errors?: { extensions: { code: string } }[] };
    };

const safelistedHeaders = ['accept'];
const safelistedTypes = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'];
const readableHeaders = ['cache-control', 'content-language', 'content-length', 'content-type'];

/** Sends what a browser sends for `fetch` in a page of another origin, and applies its checks (Fetch §4.8 to 4.10). */
async function fetchFrom(origin: string, server: TestServer, request: PageRequest): Promise<Outcome> {
  const { query, variables, headers = {}, withCookies = false } = request;
  const typed: Record<string, string> = { accept: '*/*', 'content-type': 'application/json', ...headers };
  const metadata = {
    origin,
    referer: `${origin}/`,
    'sec-fetch-mode': 'cors',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-dest': 'empty',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/147.0.0.0 Safari/537.36',
  };
  const allows = (response: Headers) => {
    const allowed = response.get('access-control-allow-origin');
    const credentials = response.get('access-control-allow-credentials') === 'true';
    return withCookies ? allowed === origin && credentials : allowed === origin || allowed === '*';
  };
  const list = (response: Headers, name: string) =>
    (response.get(name) ?? '').split(',').map((each) => each.trim().toLowerCase());

  const sent: string[] = [];
  const unsafe = Object.keys(typed)
    .filter((name) => !safelistedHeaders.includes(name))
    .filter((name) => name !== 'content-type' || !safelistedTypes.includes(typed[name] ?? ''))
    .sort();
  if (unsafe.length > 0) {
    sent.push('OPTIONS');
    const preflight = await send(server, {
      method: 'OPTIONS',
      headers: {
        accept: '*/*',
        'access-control-request-method': 'POST',
        'access-control-request-headers': unsafe.join(','),
        ...metadata,
      },
    });
    const allowedHeaders = list(preflight.headers, 'access-control-allow-headers');
    const passes =
      preflight.status >= 200 &&
      preflight.status < 300 &&
      allows(preflight.headers) &&
      // POST needs no permission. A wildcard would not cover Authorization.
      unsafe.every((name) => allowedHeaders.includes(name));
    if (!passes) return { blocked: 'preflight', sent };
  }
  sent.push('POST');
  const response = await send(server, {
    method: 'POST',
    headers: { ...typed, ...metadata },
    body: JSON.stringify({ query, variables }),
  });
  if (!allows(response.headers)) return { blocked: 'response', sent };
  const readable = [...readableHeaders, ...list(response.headers, 'access-control-expose-headers')];
  return {
    blocked: null,
    sent,
    status: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => readable.includes(name))),
    body: JSON.parse(response.text) as object,
  };
}

function expectReadable(outcome: Outcome): Extract<Outcome, { blocked: null }> {
  if (outcome.blocked !== null) throw new Error(`The browser blocks the ${outcome.blocked}.`);
  return outcome;
}

const introspection = { query: 'query IntrospectionQuery { __schema { queryType { fields { name } } } }' };
const fieldsIn = (outcome: Outcome) =>
  (expectReadable(outcome).body.data?.__schema.queryType.fields as { name: string }[]).map(
    ({ name }) => name,
  );
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe.each([
  ['the Sandbox of the landing page', embedded, () => development],
  ['the hosted Sandbox', studio, () => development],
  ['the hosted Sandbox, in production with CORS_ORIGINS', studio, () => staging],
])('%s', (_what, origin, serverOf) => {
  it('signs in, introspects and queries, with one preflight before each request', async () => {
    const server = serverOf();
    const admin = await server.signUp('admin', 'ADMIN');

    expect(fieldsIn(await fetchFrom(origin, server, introspection))).not.toContain('users');
    const { email, password } = admin;
    const signedIn = expectReadable(
      await fetchFrom(origin, server, {
        query: 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
        variables: { input: { email, password } },
        headers: { 'apollo-require-preflight': 'true', 'x-apollo-operation-name': 'Login' },
      }),
    );
    const headers = bearer(signedIn.body.data?.login.accessToken as string);
    expect(fieldsIn(await fetchFrom(origin, server, { ...introspection, headers }))).toContain('users');
    const { sent, status, body } = expectReadable(
      await fetchFrom(origin, server, { query: '{ me { email } }', headers }),
    );

    expect([sent, status, body]).toEqual([['OPTIONS', 'POST'], 200, { data: { me: { email } } }]);
    expect(signedIn.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('reads why a token is rejected', async () => {
    const outcome = await fetchFrom(origin, serverOf(), {
      query: '{ me { id } }',
      headers: bearer('nonsense'),
    });

    const { status, headers, body } = expectReadable(outcome);
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
  });
});

it('a page reads that its token has expired', async () => {
  const alice = await development.signUp('alice');
  clock.advance(700);

  const { status, body } = expectReadable(
    await fetchFrom(studio, development, { query: '{ me { id } }', headers: bearer(alice.accessToken) }),
  );

  expect([status, body.errors?.map(({ extensions }) => extensions)]).toEqual([
    401,
    [expect.objectContaining({ code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' })],
  ]);
});

it('a page reads after how many seconds it may try again', async () => {
  const bob = await development.signUp('bob');
  const signIn = () =>
    fetchFrom(studio, development, {
      query: 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
      variables: { input: { email: bob.email, password: 'wrong' } },
    });
  await signIn();
  await signIn();

  const { status, headers } = expectReadable(await signIn());

  expect([status, headers['retry-after']]).toEqual([429, expect.stringMatching(/^\d+$/)]);
});

it.each([
  ['development, from an unlisted origin', unlisted, () => development],
  ['production, from Sandbox', studio, () => closed],
  ['production with CORS_ORIGINS, from an unlisted origin', unlisted, () => staging],
  ['production with CORS_ORIGINS, from the Sandbox of a landing page', embedded, () => staging],
])('%s: the browser sends no request after the preflight', async (_what, origin, serverOf) => {
  const server = serverOf();
  const alice = await server.signUp('alice');
  for (const headers of [{}, bearer(alice.accessToken)])
    expect(await fetchFrom(origin, server, { query: '{ me { id } }', headers })).toEqual({
      blocked: 'preflight',
      sent: ['OPTIONS'],
    });
});

it('a request without a preflight executes nothing, and an unlisted origin cannot read the response', async () => {
  const headers = { 'content-type': 'text/plain' };
  const query = 'mutation { logout(input: { scope: ALL }) { revokedSessions } }';

  expect(await fetchFrom(unlisted, development, { query, headers })).toEqual({
    blocked: 'response',
    sent: ['POST'],
  });
  expect(expectReadable(await fetchFrom(studio, development, { query, headers })).status).toBe(415);
});

it('Sandbox cannot get the refresh cookie, unless its origin is in CORS_ORIGINS', async () => {
  const signIn = async (server: TestServer) => {
    const { email, password } = await server.signUp('alice');
    return expectReadable(
      await fetchFrom(studio, server, {
        query: 'mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }',
        variables: { input: { email, password, cookie: true } },
        headers: { 'apollo-require-preflight': 'true' },
        withCookies: true,
      }),
    ).body;
  };

  expect((await signIn(development)).errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  expect((await signIn(staging)).data?.login).toEqual({
    accessToken: expect.any(String),
    refreshToken: null,
  });
});
