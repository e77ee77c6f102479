import { connect } from 'node:net';
import { expectCode } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';
import { codesOf, expectBadRequest, post, send } from '../support/http.js';
import { tryToLogIn } from '../support/sessions.js';

const graphward = useGraphward();

const typename = JSON.stringify({ query: '{ __typename }' });
const newUser = { email: 'new-user@example.com', password: 'four words make one' };
const registration = `mutation { register(input: { email: "${newUser.email}", password: "${newUser.password}" }) { expiresIn } }`;
const preflight = { 'apollo-require-preflight': 'true' };
const pathOf = (query: string) => `/graphql?query=${encodeURIComponent(query)}`;

const expectNoAccount = async () => expectCode(await tryToLogIn(graphward, newUser), 'INVALID_CREDENTIALS');

/** Writes any bytes, HTTP or not, and reads until the server closes the connection. */
function sendBytes(bytes: string): Promise<string> {
  const { hostname, port } = new URL(graphward.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let response = '';
    socket.on('data', (chunk) => (response += chunk.toString()));
    socket.on('close', () => resolve(response));
    socket.on('error', reject);
  });
}

describe('GraphQL over HTTP', () => {
  it('responds to a query by GET and by POST', async () => {
    const responses = [
      await send(graphward, { path: pathOf('{ __typename }'), headers: preflight }),
      await post(graphward, typename),
    ];
    for (const { status, text } of responses) {
      expect([status, JSON.parse(text)]).toEqual([200, { data: { __typename: 'Query' } }]);
    }
  });

  it('rejects a mutation by GET with 405 and executes nothing', async () => {
    const response = await send(graphward, { path: pathOf(registration), headers: preflight });

    expectBadRequest(response, 405);
    expect(response.headers.get('allow')).toBe('POST');
    await expectNoAccount();
  });

  it('responds with the media type that the client accepts', async () => {
    const typeFor = async (accept: string) =>
      (await post(graphward, typename, { accept })).headers.get('content-type');

    expect(await typeFor('application/graphql-response+json')).toBe(
      'application/graphql-response+json; charset=utf-8',
    );
    expect(await typeFor('application/json')).toBe('application/json; charset=utf-8');
    expectBadRequest(await post(graphward, typename, { accept: 'image/png' }), 406);
  });

  const invalid = JSON.stringify({ query: '{ nope }' });
  it.each([
    ['application/json', 200],
    ['application/json, text/plain, */*', 200],
    ['application/json;q=0.5, application/graphql-response+json', 400],
    ['application/graphql-response+json', 400],
    ['*/*', 400],
  ])('responds to an invalid document, for %s, with the status %i', async (accept, status) => {
    expect((await post(graphward, invalid, { accept })).status).toBe(status);
  });

  it.each([1, 2, 50])('rejects a batch of %i and executes nothing', async (count) => {
    const batch = Array.from({ length: count }, () => ({ query: registration }));

    expectBadRequest(await post(graphward, JSON.stringify(batch)), 400);
    await expectNoAccount();
  });

  it('rejects two queries in one URL', async () => {
    const path = `${pathOf('{ __typename }')}&query=${encodeURIComponent(registration)}`;
    expectBadRequest(await send(graphward, { path, headers: preflight }), 400);
  });
});

it.each([
  ['PUT', '/graphql', 405],
  ['PATCH', '/graphql', 405],
  ['DELETE', '/graphql', 405],
  ['TRACE', '/graphql', 404],
  ['PROPFIND', '/graphql', 404],
  ['POST', '/live', 404],
  ['DELETE', '/metrics', 404],
  ['GET', '/nothing', 404],
  ['GET', '/../../etc/passwd', 404],
])('responds to %s %s with %i', async (method, path, status) => {
  const response = await send(graphward, { method, path });
  expect(response.status).toBe(status);
  expect(codesOf(response)).toHaveLength(1);
  if (status === 405) expect(response.headers.get('allow')).toBe('GET, POST');
});

it('rejects a URL that cannot be decoded as a bad request', async () => {
  expectBadRequest(await send(graphward, { path: '/%zz' }), 400);
});

it('rejects bytes that are not HTTP as a bad request, and keeps running', async () => {
  expect(await sendBytes('this is no HTTP\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect((await send(graphward, { path: '/live' })).status).toBe(200);
});

describe('the Host header', () => {
  const askHost = (lines: string, path = pathOf('{ __typename }')) =>
    sendBytes(`GET ${path} HTTP/1.1\r\n${lines}apollo-require-preflight: true\r\nConnection: close\r\n\r\n`);
  const malformed = [
    'a%zz',
    'a b',
    '',
    '[',
    'a:b',
    'user@a',
    'a/b',
    'a?b',
    'a#b',
    'a\\b',
    'é',
    '\u00ff',
    '[::1',
    'a:99999',
  ];

  it.each(malformed)('"%s" is a bad request on every route', async (host) => {
    for (const path of [pathOf('{ __typename }'), '/live', '/nothing'])
      expect(await askHost(`Host: ${host}\r\n`, path)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  it('is checked in the same way after thousands of requests', async () => {
    const count = 3_000;
    const requests = (host: string, more = '') =>
      `GET ${pathOf('{ __typename }')} HTTP/1.1\r\nHost: ${host}\r\napollo-require-preflight: true\r\n${more}\r\n`;
    const round = ['a.example', 'a%zz', 'aé'].map((host) => requests(host)).join('');

    const response = await sendBytes(round.repeat(count) + requests('a%zz', 'Connection: close\r\n'));

    const statuses = [...response.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
    expect(statuses).toHaveLength(3 * count + 1);
    const expected = (index: number) => (index % 3 === 0 && index < 3 * count ? '200' : '400');
    expect(statuses.filter((status, index) => status !== expected(index))).toEqual([]);
  });

  it.each(['Host: a\r\nHost: a\r\n', 'Host: a\r\nHost: b\r\n', 'Host: a\r\nhost: \r\n', ''])(
    'is rejected if it is repeated or missing: %j',
    async (lines) => {
      for (const path of [pathOf('{ __typename }'), '/live'])
        expect(await askHost(lines, path)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    },
  );

  it.each(['localhost', 'localhost:4000', 'my_host', '127.0.0.1:1', '[::1]', '[::1]:4000'])(
    '"%s" is accepted',
    async (host) => {
      expect(await askHost(`Host: ${host}\r\n`)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    },
  );

  it('is not required for health checks over HTTP/1.0', async () => {
    expect(await sendBytes('GET /live HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });
});

it('limits the depth of variables in a URL like those in a body', async () => {
  const variables = `{"a":${'['.repeat(300)}${']'.repeat(300)}}`;
  const path = `${pathOf('query ($a: Int) { nope(a: $a) }')}&variables=${encodeURIComponent(variables)}`;
  expectBadRequest(await send(graphward, { path, headers: preflight }), 400);
  // Fastify leaves a value with a malformed escape unchanged, but Apollo parses the URL that is executed.
  expectBadRequest(await send(graphward, { path: `${path}%20%FF`, headers: preflight }), 400);
});

it('every response has its own request ID, whatever the client sends', async () => {
  const id = async () =>
    (await send(graphward, { path: '/live', headers: { 'x-request-id': 'mine' } })).headers.get(
      'x-request-id',
    );
  const ids = [await id(), await id()];
  expect(new Set(ids).size).toBe(2);
  for (const each of ids) expect(each).toMatch(/^[0-9a-f-]{36}$/);
});

it('forbids intermediaries to store error and health responses', async () => {
  const responses = [
    await post(graphward, '{'),
    await send(graphward, { path: '/nothing' }),
    await send(graphward, { path: '/%zz' }),
    await send(graphward, { path: '/ready' }),
  ];
  for (const { headers } of responses) expect(headers.get('cache-control')).toBe('no-store');
});
