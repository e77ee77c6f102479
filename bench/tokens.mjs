// How long the verification of an access token takes: valid tokens by algorithm, one whose verification is cached, and tokens
// written to cause as much work as possible. The last column is relative to a valid HS256 token, the cheapest to verify.
// Run with: npm run build && node bench/tokens.mjs
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createAccessTokens } from '../dist/identity/access-token.js';
import { createAuthenticator } from '../dist/identity/authenticate.js';
import { createKeyring, createSharedKey, parsePrivateKey } from '../dist/identity/keyring.js';

const rounds = 7;
const clock = () => new Date();

const pemOf = ({ privateKey }) => privateKey.export({ type: 'pkcs8', format: 'pem' });
const keys = {
  HS256: createSharedKey(randomBytes(32)),
  ES256: parsePrivateKey(pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }))),
  RS256: parsePrivateKey(pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }))),
};

function create(key) {
  const options = { issuer: 'https://auth.example.com', audience: 'graphward', ttlSeconds: 600 };
  const tokens = createAccessTokens({
    ...options,
    keyring: createKeyring([key]),
    clock,
    databaseClock: clock,
  });
  const { token } = tokens.sign({
    userId: 'a'.repeat(24),
    sessionId: 'b'.repeat(24),
    roles: ['USER', 'EDITOR'],
    version: 3,
    authTime: clock(),
    amr: ['pwd'],
    sessionEndsAt: new Date(Date.now() + 3_600_000),
    granted: { groups: ['acme'], scopes: ['issues:read'] },
  });
  return { tokens, token };
}

/** The least of several rounds, in microseconds: other work on the machine only adds. */
function microseconds(run) {
  let least = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const count = 2_000;
    const start = process.hrtime.bigint();
    for (let index = 0; index < count; index += 1) run();
    least = Math.min(least, Number(process.hrtime.bigint() - start) / 1_000 / count);
  }
  return least;
}

const { tokens, token } = create(keys.HS256);
const [header, payload, signature] = token.split('.');
const encode = (text) => Buffer.from(text).toString('base64url');
const { kid } = keys.HS256;
const nested = (length) => `${'['.repeat(length)}${']'.repeat(length)}`;
const members = (length) => Array.from({ length }, (_, index) => `"${index}":0`).join(',');
const head = `"typ":"at+jwt","alg":"HS256","kid":"${kid}"`;
const hostile = {
  'not a token, 8 kB': 'a'.repeat(8_000),
  'too long, 16 kB': `${header}.${'A'.repeat(16_000)}.${signature}`,
  'only dots, 8 kB': '.'.repeat(8_000),
  'not canonical': `${header}.${payload}.${'A'.repeat(42)}B`,
  'nested header': `${encode(`{${head},"x":${nested(300)}}`)}.${payload}.${signature}`,
  'header with many members': `${encode(`{${head},${members(80)}}`)}.${payload}.${signature}`,
  'header with escapes': `${encode(`{${head},"x":"${'\\u0041'.repeat(100)}"}`)}.${payload}.${signature}`,
  'unknown key': `${encode(`{"typ":"at+jwt","alg":"HS256","kid":"x"}`)}.${payload}.${signature}`,
  'forged signature': `${header}.${payload}.${encode(randomBytes(32))}`,
  'forged, 7.5 kB nested payload': `${header}.${encode(`{"x":${nested(2_700)}}`)}.${signature}`,
  'forged, 7.5 kB signature': `${header}.${payload}.${encode(randomBytes(5_200))}`,
};

const rows = [];
for (const [algorithm, key] of Object.entries(keys)) {
  const own = create(key);
  rows.push([`valid, ${algorithm}`, microseconds(() => own.tokens.verify(own.token))]);
}
const base = rows[0][1];
const authenticator = createAuthenticator({
  accessTokens: tokens,
  issuer: 'https://auth.example.com',
  revocations: { status: () => null },
  onRefused: () => undefined,
});
rows.push(['valid, cached', microseconds(() => authenticator.authenticate({ kind: 'token', token }))]);
for (const [name, text] of Object.entries(hostile)) {
  const result = tokens.verify(text);
  if (result.valid) throw new Error(`accepted: ${name}`);
  rows.push([`${name} (${result.step})`, microseconds(() => tokens.verify(text))]);
}
for (const [name, time] of rows)
  console.log(`${name.padEnd(48)} ${time.toFixed(1).padStart(7)} µs ${(time / base).toFixed(2).padStart(6)}`);
