import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { AccessTokenClaims, AccessTokens } from '../../../src/identity/access-token.js';
import { createAuthenticator } from '../../../src/identity/authenticate.js';
import { readBearer } from '../../../src/identity/bearer.js';
import { createSharedKey } from '../../../src/identity/keyring.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const claims = (jti: string): AccessTokenClaims => ({
  iss: 'issuer',
  aud: 'audience',
  sub: 'user',
  client_id: 'client',
  sid: 'session',
  jti,
  iat: 0,
  exp: 1,
  auth_time: 0,
  roles: [],
  ver: 0,
});

const key = createSharedKey(randomBytes(32));

function createCountingTokens() {
  let verified = 0;
  const accessTokens: Pick<AccessTokens, 'verify' | 'isCurrent'> = {
    verify: () => ({
      valid: true,
      claims: claims(`jti ${(verified += 1)}`),
      expiry: { byClock: 1, byDatabaseClock: 1 },
      kid: key.kid,
      key,
    }),
    isCurrent: () => true,
  };
  const authenticator = createAuthenticator({
    accessTokens: accessTokens as AccessTokens,
    issuer: 'issuer',
    revocations: { status: () => null },
    onRefused: () => undefined,
  });
  return { authenticator, verified: () => verified };
}

it('checks the signature of each token once', () => {
  const { authenticator, verified } = createCountingTokens();
  for (const token of ['a.b.c', 'a.b.d', 'a.b.c', 'a.b.d'])
    authenticator.authenticate({ kind: 'token', token });

  expect(verified()).toBe(2);
});

it('caches tokens without the header that contained them', () => {
  const { authenticator, verified } = createCountingTokens();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 3_000; index += 1) {
    // As from a socket: V8 slices the token from the header without copying, which keeps the header in memory.
    const header = Buffer.from(`Bearer ${' '.repeat(15_000)}header.payload-of-a-token.${index}`).toString();
    const credential = readBearer([header], '/graphql');
    if (credential.kind === 'malformed') throw new Error(credential.message);
    expect(authenticator.authenticate(credential).kind).toBe('user');
  }
  collectGarbage();
  const retained = process.memoryUsage().heapUsed - before;
  // Also keeps the authenticator itself in memory until here.
  authenticator.authenticate({ kind: 'token', token: 'header.payload-of-a-token.0' });

  expect(verified()).toBe(3_000);
  expect(retained).toBeLessThan(15_000_000);
});
