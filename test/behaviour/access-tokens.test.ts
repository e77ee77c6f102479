import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { createTestClock } from '../support/clock.js';
import { expectData } from '../support/expectations.js';
import { type Person, useGraphward } from '../support/graphward.js';
import { send } from '../support/http.js';
import { mutatedTokens } from '../support/mutated-tokens.js';
import { askWhoIAm, expectRefused } from '../support/sessions.js';
import { assemble, ecKey, publicJwkOf, takeApart, unsigned, withKey, withSecret } from '../support/tokens.js';

// Used as text, as other libraries do.
const secret = randomBytes(32).toString('base64');
const clock = createTestClock();
const graphward = useGraphward({ clock, env: { JWT_SECRET: secret } });
const sign = withSecret(secret);
const now = Math.floor(clock().getTime() / 1000);

let alice: Person;
beforeAll(async () => {
  alice = await graphward.signUp('alice');
});

/** Alice's token with other claims or headers (`undefined` removes one), signed with the server's secret. */
function forge(claims: Record<string, unknown>, header: Record<string, unknown> = {}): string {
  const real = takeApart(alice.accessToken);
  return assemble({ ...real.header, ...header }, { ...real.claims, ...claims }, sign);
}

/** Her token with changed text of the claims, for text that `JSON.stringify` never produces. */
function forgeText(change: (json: string) => string): string {
  const { header, claims } = takeApart(alice.accessToken);
  return assemble(header, change(JSON.stringify(claims)), sign);
}

const ask = (token: string) => askWhoIAm(graphward, token);

it('issues a token with the header and the claims of RFC 9068', () => {
  const { header, claims } = takeApart(alice.accessToken);

  expect(header).toEqual({ typ: 'at+jwt', alg: 'HS256', kid: expect.any(String) as string });
  expect(claims).toEqual({
    iss: 'http://localhost:0',
    aud: 'graphward',
    sub: alice.id,
    client_id: 'graphward',
    sid: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
    jti: expect.stringMatching(/^[\w-]{22}$/) as string,
    iat: now,
    exp: now + 600,
    auth_time: now,
    amr: ['pwd'],
    roles: ['USER'],
    ver: 0,
  });
});

it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['the same claims', {}, {}],
  ['several audiences, including ours', { aud: ['https://other.example', 'graphward'] }, {}],
  ['a clock that is a little ahead', { iat: now + 29 }, {}],
  ['an `nbf` in the past', { nbf: now - 1 }, {}],
  ['a `typ` in capitals', {}, { typ: 'AT+JWT' }],
  ['an unknown claim and header', { scope: 'all' }, { cty: 'JWT' }],
])('accepts a token signed with the secret and %s', async (_what, claims, header) => {
  expect(expectData(await ask(forge(claims, header))).me).toMatchObject({ id: alice.id });
});

it.each(['iss', 'aud', 'sub', 'client_id', 'sid', 'jti', 'iat', 'exp', 'auth_time', 'roles', 'ver'])(
  'rejects a token without the claim %s, or with a wrong type of it',
  async (claim) => {
    const wrong = [undefined, null, { $ne: null }, [[]], true, ''];
    for (const value of wrong) expectRefused(await ask(forge({ [claim]: value })), 'TOKEN_INVALID');
  },
);

it.each<[string, Record<string, unknown>]>([
  ['another issuer', { iss: 'https://evil.example' }],
  ['our issuer with a trailing slash', { iss: 'http://localhost:0/' }],
  ['our issuer in capitals', { iss: 'HTTP://LOCALHOST:0' }],
  ['another audience', { aud: 'graphward.example' }],
  ['several audiences without ours', { aud: ['graphward2', 'GRAPHWARD'] }],
  ['an `iat` in the future', { iat: now + 31 }],
  ['an `nbf` in the future', { nbf: now + 5 }],
  ['text as `exp`', { exp: String(now + 100) }],
  ['a fractional `exp`', { exp: now + 100.5 }],
  ['a negative version', { ver: -1 }],
  ['a role that is an object', { roles: [{ $ne: 'ADMIN' }] }],
])('rejects a token with %s', async (_what, claims) => {
  expectRefused(await ask(forge(claims)), 'TOKEN_INVALID');
});

it.each<[string, (json: string) => string]>([
  ['an infinite `exp`', (json) => json.replace(/"exp":\d+/, '"exp":1e400')],
  ['an infinite version', (json) => json.replace(/"ver":\d+/, '"ver":1e400')],
  ['a duplicate claim', (json) => json.replace('{', '{"sub":"another user",')],
  ['a duplicate claim, once escaped', (json) => json.replace('{', '{"\\u0073ub":"x",')],
  ['a duplicate nested member', (json) => json.replace('{', '{"act":{"a":1,"a":2},')],
  ['a list as claims', (json) => `[${json}]`],
  ['text as claims', () => '"claims"'],
  ['null as claims', () => 'null'],
  ['claims that are not JSON', (json) => json.slice(1)],
  ['a byte order mark before the claims', (json) => `\uFEFF${json}`],
])('rejects a token with %s', async (_what, change) => {
  expectRefused(await ask(forgeText(change)), 'TOKEN_INVALID');
});

it.each<[string, Record<string, unknown>]>([
  ['no `typ`', { typ: undefined }],
  ['the `typ` of an ID token', { typ: 'JWT' }],
  ['the `typ` of a refresh token', { typ: 'rt+jwt' }],
  ['a critical extension', { crit: ['exp'] }],
  ['a critical extension that is null', { crit: null }],
  ['an unencoded payload', { b64: false, crit: ['b64'] }],
  ['another HMAC', { alg: 'HS512' }],
  ['an algorithm that is not text', { alg: ['HS256'] }],
  ['no key ID', { kid: undefined }],
  ['an unknown key ID', { kid: 'other' }],
  ['a path as the key ID', { kid: '../../dev/null' }],
  ['SQL as the key ID', { kid: "' OR 1=1 --" }],
  ['a query operator as the key ID', { kid: { $ne: 1 } }],
  ['a member of Object as the key ID', { kid: '__proto__' }],
])('rejects a token whose header has %s', async (_what, header) => {
  expectRefused(await ask(forge({}, header)), 'TOKEN_INVALID');
});

it.each(['none', 'None', 'NoNe', 'NONE', ''])(
  'rejects a token without a signature and `alg: "%s"`',
  async (alg) => {
    const { header, claims } = takeApart(alice.accessToken);
    expectRefused(await ask(assemble({ ...header, alg }, claims, unsigned)), 'TOKEN_INVALID');
    expectRefused(await ask(assemble({ ...header, alg }, claims, sign)), 'TOKEN_INVALID');
  },
);

it('rejects a token whose claim was changed without the secret', async () => {
  const [header = '', , signature = ''] = alice.accessToken.split('.');
  const { claims } = takeApart(alice.accessToken);
  const promoted = Buffer.from(JSON.stringify({ ...claims, roles: ['ADMIN'] })).toString('base64url');

  expectRefused(await ask(`${header}.${promoted}.${signature}`), 'TOKEN_INVALID');
  // The signature is checked before any claim: an expired forgery is a forgery.
  const expired = assemble(takeApart(alice.accessToken).header, { ...claims, exp: now - 1 }, () =>
    randomBytes(32),
  );
  expectRefused(await ask(expired), 'TOKEN_INVALID');
});

it('neither uses nor fetches a key that the token contains', async () => {
  const fetched: string[] = [];
  const evil = createServer((request, response) => {
    fetched.push(String(request.url));
    response.end('{}');
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
  const key = ecKey();
  const { header, claims } = takeApart(alice.accessToken);
  const brought = { jwk: publicJwkOf(key), jku: `${at}/jwks.json`, x5u: `${at}/cert.pem` };

  for (const kid of [header.kid, 'evil', `${at}/key`]) {
    const token = assemble({ typ: 'at+jwt', alg: 'ES256', kid, ...brought }, claims, withKey(key));
    expectRefused(await ask(token), 'TOKEN_INVALID');
  }
  expect(fetched).toEqual([]);
  await new Promise((resolve) => evil.close(resolve));
});

it('accepts a token until the second it expires', async () => {
  const { header, claims } = takeApart(alice.accessToken);
  const brief = (exp: number) => assemble(header, { ...claims, exp }, sign);

  expectData(await ask(brief(now + 1)));
  expectRefused(await ask(brief(now)), 'TOKEN_EXPIRED');
});

it('never accepts a mutated token, and never responds to one with 500', async () => {
  const mutated = fc.sample(mutatedTokens(alice.accessToken), { numRuns: 150, seed: 20261130 });
  for (const token of mutated) {
    const headers = { authorization: `Bearer ${Buffer.from(token).toString('latin1')}` };
    // Node's client sends no control characters.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(headers.authorization)) continue;
    const { status, text } = await send(graphward, {
      path: '/graphql?query={me{id}}',
      headers: { ...headers, 'apollo-require-preflight': 'true' },
    });
    expect({ token, refused: [400, 401, 431].includes(status), leaks: text.includes(alice.id) }).toEqual({
      token,
      refused: true,
      leaks: false,
    });
  }
});

it('counts and logs rejected tokens by step, without the token', async () => {
  const token = forge({ ver: -1, roles: 'ADMIN' });
  expectRefused(await ask(token), 'TOKEN_INVALID');

  const { text } = await send(graphward, { path: '/metrics' });
  expect(text).toMatch(
    /graphward_tokens_rejected_total\{step="claims",issuer="http:\/\/localhost:0"\} [1-9]/,
  );
  const lines = graphward.logLines.filter(({ msg }) => msg === 'an access token was rejected');
  expect(lines.map(({ step }) => step)).toEqual([...new Set(lines.map(({ step }) => step))]);
  expect(lines).toContainEqual(
    expect.objectContaining({ step: 'claims', reason: 'TOKEN_INVALID', issuer: 'http://localhost:0' }),
  );
  expect(JSON.stringify(graphward.logLines)).not.toContain(token.split('.')[1]);
});
