import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { property } from '../../packages/authorization/test/property/property.js';
import { createAccessTokens } from '../../src/identity/access-token.js';
import { createAuthenticator } from '../../src/identity/authenticate.js';
import {
  createKeyring,
  createSharedKey,
  parsePrivateKey,
  type TokenKey,
} from '../../src/identity/keyring.js';
import { type VerificationStepName, verificationSteps } from '../../src/identity/verification-steps.js';
import { mutatedTokens } from '../support/mutated-tokens.js';
import { assemble, ecKey, rsaKey, type Signer, takeApart, withKey, withSecret } from '../support/tokens.js';

const now = new Date('2026-01-01T00:00:00Z');
const secret = randomBytes(32);
const [ec, rsa] = [ecKey(), rsaKey()];
const pemOf = (key: typeof ec) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

function create(key: TokenKey, sign: Signer) {
  const keyring = createKeyring([key]);
  let lookedUp = 0;
  const tokens = createAccessTokens({
    keyring: { ...keyring, find: (kid) => ((lookedUp += 1), keyring.find(kid)) },
    issuer: 'https://auth.example.com',
    audience: 'graphward',
    ttlSeconds: 600,
    clock: () => now,
    databaseClock: () => now,
  });
  const { token } = tokens.sign({
    userId: 'user',
    sessionId: 'session',
    roles: ['USER'],
    version: 0,
    authTime: now,
    amr: ['pwd'],
    sessionEndsAt: new Date(now.getTime() + 86_400_000),
    granted: { groups: ['acme'] },
  });
  return { tokens, token, sign, lookUps: () => lookedUp };
}

const own = {
  HS256: create(createSharedKey(secret), withSecret(secret)),
  ES256: create(parsePrivateKey(pemOf(ec)), withKey(ec)),
  RS256: create(parsePrivateKey(pemOf(rsa)), withKey(rsa)),
};
type Algorithm = keyof typeof own;

const indexOf = (wanted: VerificationStepName) => verificationSteps.findIndex(({ name }) => name === wanted);
const isBeforeSignature = (step: VerificationStepName) => indexOf(step) < indexOf('signature');

describe.each(Object.keys(own) as Algorithm[])('a mutated %s token', (algorithm) => {
  const { tokens, token, lookUps } = own[algorithm];

  property('is rejected, by the signature at the latest', 1, mutatedTokens(token), (mutated) => {
    const before = lookUps();
    const verification = tokens.verify(mutated);

    expect(verification.valid).toBe(false);
    if (verification.valid) return Promise.resolve();
    // No claim of a token without a valid signature is used.
    expect(indexOf(verification.step)).toBeLessThanOrEqual(indexOf('signature'));
    // At most one key is looked up, and only for tokens of bounded size and correct form.
    const isFormed = indexOf(verification.step) >= indexOf('key');
    expect(lookUps() - before).toBe(isFormed ? 1 : 0);
    return Promise.resolve();
  });

  property('with an unbounded part is rejected before its signature is verified', 1 / 10, sizes(), (size) => {
    const [header = '', payload = '', signature = ''] = token.split('.');
    const tooLong = [
      `${'A'.repeat(1_025 + size)}.${payload}.${signature}`,
      `${header}.${'A'.repeat(8_192 + size)}.${signature}`,
      `${header}.${payload}.${'A'.repeat(8_192 + size)}`,
      'A'.repeat(8_193 + size),
    ];
    for (const each of tooLong) {
      const verification = tokens.verify(each);
      expect(!verification.valid && isBeforeSignature(verification.step)).toBe(true);
    }
    return Promise.resolve();
  });
});

function sizes() {
  return fc.nat(20_000);
}

const timeClaims = ['iat', 'nbf', 'exp'];
const claimValue = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(1e300, -1, 0.5, '', [], {}, null));

property(
  'a signed token is valid exactly if it has the required claims with the right types',
  1,
  fc.tuple(
    fc.constantFrom<Algorithm>('HS256', 'ES256'),
    fc.constantFrom(
      'iss',
      'aud',
      'sub',
      'client_id',
      'sid',
      'jti',
      'auth_time',
      'ver',
      'roles',
      ...timeClaims,
    ),
    claimValue,
  ),
  ([algorithm, claim, value]) => {
    const { tokens, token, sign } = own[algorithm];
    const { header, claims } = takeApart(token);
    const verification = tokens.verify(assemble(header, { ...claims, [claim]: value }, sign));

    expect(verification.valid).toBe(isRight(claim, value));
    return Promise.resolve();
  },
);

const seconds = now.getTime() / 1000;
const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isText = (value: unknown) => typeof value === 'string' && value.length > 0 && value.length <= 256;
const isList = (value: unknown, isItem: (item: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.every(isItem);

/** A naive reading of RFC 9068 §2.2 and of the settings above. */
const rightValues: Readonly<Record<string, (value: unknown) => boolean>> = {
  iss: (value) => value === 'https://auth.example.com',
  aud: (value) => value === 'graphward' || (isList(value, isText) && value.includes('graphward')),
  roles: (value) => isList(value, (item) => typeof item === 'string'),
  iat: (value) => isTime(value) && value <= seconds + 30 && value > seconds - 600,
  nbf: (value) => isTime(value) && value <= seconds,
  exp: (value) => isTime(value) && value > seconds,
  ver: isTime,
  auth_time: isTime,
};

const isRight = (claim: string, value: unknown) => (rightValues[claim] ?? isText)(value);

property(
  'the authenticator rejects mutated tokens and reports a step',
  1 / 4,
  mutatedTokens(own.HS256.token),
  (token) => {
    const steps: string[] = [];
    const authenticator = createAuthenticator({
      accessTokens: own.HS256.tokens,
      issuer: 'https://auth.example.com',
      revocations: { status: () => null },
      onRefused: ({ step }) => steps.push(step),
    });

    expect(authenticator.authenticate({ kind: 'token', token })).toEqual({
      kind: 'rejected',
      reason: 'TOKEN_INVALID',
    });
    expect(steps).toHaveLength(1);
    return Promise.resolve();
  },
);
