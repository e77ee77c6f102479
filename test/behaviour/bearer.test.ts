import { connect } from 'node:net';
import { expectCode, expectData } from '../support/expectations.js';
import { type Person, useGraphward } from '../support/graphward.js';
import { askWhoIAm, expectRefused, logOut, refresh, tryToLogIn, tryToRefresh } from '../support/sessions.js';

const graphward = useGraphward();

let alice: Person;
beforeAll(async () => {
  alice = await graphward.signUp('alice');
});

/** Sends `{ me { id } }` with these exact header lines, which no HTTP client would send. */
function sendRaw(
  headerLines: readonly string[],
  path = '/graphql',
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(graphward.url);
  const body = JSON.stringify({ query: '{ me { id } }' });
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
    ...headerLines,
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1'));
    });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString();
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text });
    });
  });
}

it.each(['Bearer ', 'bearer ', 'BEARER ', 'Bearer    '])('accepts the scheme "%s"', async (scheme) => {
  const headers = { authorization: `${scheme}${alice.accessToken}` };
  expect(expectData(await graphward.ask('{ me { id } }', {}, { headers })).me).toEqual({ id: alice.id });
});

it.each([
  'Bearer',
  'Bearer null',
  'Bearer undefined',
  'Bearer .',
  'Bearer ..',
  'Bearer a.b.c',
  'Bearer a.b.c.d',
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  'Bearer {"payload":"e30","signatures":[]}',
  'Basic YWxpY2U6c2VjcmV0',
  'Token abc',
  'DPoP abc',
])('treats "%s" as an invalid credential, not as anonymous', async (authorization) => {
  expectRefused(await graphward.ask('{ me { id } }', {}, { headers: { authorization } }), 'TOKEN_INVALID');
});

it.each<[string, (token: string) => string]>([
  ['without its scheme', (token) => token],
  ['with the scheme twice', (token) => `Bearer Bearer ${token}`],
  ['followed by a comma', (token) => `Bearer ${token},`],
  ['twice in one header', (token) => `Bearer ${token}, Bearer ${token}`],
  ['in quotes', (token) => `Bearer "${token}"`],
  ['preceded by a tab', (token) => `Bearer\t${token}`],
  ['with padding', (token) => `Bearer ${token}=`],
  ['with an extra segment', (token) => `Bearer ${token}.e30`],
  ['with a missing segment', (token) => `Bearer ${token.slice(0, token.lastIndexOf('.'))}`],
  ['preceded by a dot', (token) => `Bearer .${token}`],
  ['in the other base64 alphabet', (token) => `Bearer ${token}+/`],
  ['in JSON serialization', (token) => `Bearer ${JSON.stringify({ token })}`],
])('rejects a token %s', async (_how, write) => {
  const headers = { authorization: write(alice.accessToken) };
  expectRefused(await graphward.ask('{ me { id } }', {}, { headers }), 'TOKEN_INVALID');
});

it.each<[string, string]>([
  ['a byte order mark', 'Bearer \xef\xbb\xbfTOKEN'],
  ['a no-break space', 'Bearer\xa0TOKEN'],
  ['a null byte', 'Bearer TOKEN\0'],
  ['a lone line feed', 'Bearer\nTOKEN'],
  ['letters outside ASCII', 'Bearer TOK\xc9N'],
  ['20,000 characters', `Bearer TOKEN${'A'.repeat(20_000)}`],
])('reports %s in the header as a client error', async (_what, value) => {
  const { status, text } = await sendRaw([`Authorization: ${value.replace('TOKEN', alice.accessToken)}`]);
  expect([400, 401, 431]).toContain(status);
  expect(text).not.toContain(alice.id);
});

it('rejects two Authorization headers with 400, in either order', async () => {
  const [good, bad] = [`Authorization: Bearer ${alice.accessToken}`, 'Authorization: Bearer a.b.c'];

  for (const lines of [
    [good, bad],
    [bad, good],
    [good, good],
    [good, 'X-Between: 1', bad.toLowerCase()],
  ]) {
    const { status, text } = await sendRaw(lines);
    expect({ status, leaks: text.includes(alice.id) }).toEqual({ status: 400, leaks: false });
  }
  expect((await sendRaw([good])).text).toContain(alice.id);
});

it('rejects a token in the URL with 400, with or without the header', async () => {
  const path = `/graphql?access_token=${alice.accessToken}`;

  for (const lines of [[], [`Authorization: Bearer ${alice.accessToken}`]]) {
    const { status, text } = await sendRaw(lines, path);
    expect({ status, leaks: text.includes(alice.id) }).toEqual({ status: 400, leaks: false });
  }
});

it('does not accept a refresh token as an access token, or vice versa', async () => {
  expectRefused(await askWhoIAm(graphward, alice.refreshToken), 'TOKEN_INVALID');
  expectCode(await tryToRefresh(graphward, alice.accessToken), 'INVALID_REFRESH_TOKEN');
});

it('allows signing in and refreshing with an invalid token attached', async () => {
  const { token } = await badToken();

  expectData(await tryToLogIn(graphward, alice, { token }));
  expectData(await tryToLogIn(graphward, alice, { token: 'garbage' }));
  const fresh = await graphward.signIn(alice);
  expectData(await tryToRefresh(graphward, fresh.refreshToken, { token }));
});

it('rejects any other request as a whole for its invalid token', async () => {
  const { token, reason } = await badToken();
  const { refreshToken } = await graphward.signIn(alice);
  const input = { refreshToken };
  const refreshAnd = (more: string) =>
    graphward.ask(
      `mutation ($input: RefreshInput) { refresh(input: $input) { accessToken } ${more} }`,
      { input },
      { token },
    );

  expectRefused(await askWhoIAm(graphward, token), reason);
  expectRefused(await refreshAnd('revokeSession(id: "000000000000000000000000") { id }'), reason);
  expectRefused(await graphward.ask('{ __typename me { id } }', {}, { token }), reason);
  // The rejected refresh was not executed: its token is still the latest.
  await refresh(graphward, refreshToken);
});

it('forbids intermediaries to store responses', async () => {
  const responses = [
    await tryToLogIn(graphward, alice),
    await askWhoIAm(graphward, alice.accessToken),
    await askWhoIAm(graphward, 'garbage'),
  ];
  expect(responses.map(({ headers }) => headers.get('cache-control'))).toEqual(
    responses.map(() => 'no-store'),
  );
});

/** A token that was valid until its session ended. */
async function badToken(): Promise<{ token: string; reason: string }> {
  const { accessToken } = await graphward.signIn(alice);
  await logOut(graphward, undefined, { token: accessToken });
  return { token: accessToken, reason: 'TOKEN_REVOKED' };
}
