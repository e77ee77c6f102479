import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { TrustedIssuer } from '../../../src/config/index.js';
import { readTrustedClaims } from '../../../src/trusted-issuers/read-claims.js';
import { usableKey } from '../../../src/trusted-issuers/usable-key.js';
import { ecKey, publicJwkOf, rsaKey } from '../../support/tokens.js';

const issuer: TrustedIssuer = {
  name: 'company',
  issuer: 'https://id.example.com',
  jwksUri: 'https://id.example.com/jwks',
  audiences: ['api'],
  algorithms: ['RS256', 'PS256', 'ES256'],
  types: ['at+jwt'],
  maxAgeSeconds: 600,
  claims: {
    id: ['sub'],
    roles: ['realm', 'roles'],
    scopes: ['scope'],
    groups: ['groups'],
    authTime: ['auth_time'],
  },
  roles: new Map([['gw-admin', ['ADMIN']]]),
  mfa: { claim: ['amr'], values: ['mfa', 'otp'] },
  matchBy: 'email',
};
const registered = { iss: issuer.issuer, aud: 'api', iat: 1, exp: 2, sub: 'alice' };

const read = (more: object) => readTrustedClaims({ ...registered, ...more }, issuer);
const claimsOf = (more: object) => {
  const reading = read(more);
  if ('problem' in reading) throw new Error(reading.problem);
  return reading.claims;
};

describe('claims of another issuer', () => {
  it('grant what the configuration maps', () => {
    const more = {
      realm: { roles: ['gw-admin', 'ADMIN', 'gw-admin'] },
      scope: 'a b a',
      groups: ['x'],
      auth_time: 5,
      amr: ['pwd', 'otp'],
    };
    expect(claimsOf(more)).toMatchObject({
      id: 'alice',
      roles: ['ADMIN'],
      scopes: ['a', 'b'],
      groups: ['x'],
      authTime: 5,
      mfa: true,
    });
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['other types', { realm: 'gw-admin', scope: 7, groups: { 0: 'x' }, auth_time: '5', amr: { mfa: true } }],
    ['lists where objects are expected', { realm: [{ roles: ['gw-admin'] }] }],
    [
      'inherited members',
      JSON.parse(
        '{"__proto__":{"realm":{"roles":["gw-admin"]}},"realm":{"__proto__":{"roles":["gw-admin"]}}}',
      ) as object,
    ],
    ['names of inherited members', { realm: { roles: ['__proto__', 'constructor', 'toString'] } }],
    ['values that are no texts', { realm: { roles: [['gw-admin'], { 0: 'gw-admin' }, 1] }, amr: [['mfa']] }],
    ['an address that is verified as text', { email: 'a@example.com', email_verified: 'true' }],
  ])('grant nothing if there are %s', (_what, more) => {
    expect(claimsOf(more)).toMatchObject({
      roles: [],
      scopes: [],
      groups: [],
      authTime: 0,
      mfa: false,
      email: null,
    });
  });

  it.each<[string, object]>([
    ['no ID', { sub: undefined }],
    ['an ID that is no text', { sub: 7 }],
    ['an ID with a space', { sub: 'alice bob' }],
    ['an ID with a control character', { sub: 'alice\n' }],
    ['an ID outside ASCII', { sub: 'älice' }],
    ['a long ID', { sub: 'a'.repeat(256) }],
    ['no expiry', { exp: undefined }],
    ['more groups than are read', { groups: Array.from({ length: 257 }, String) }],
    ['what only ID tokens have', { at_hash: 'x' }],
    ['the type of an ID token', { typ: 'ID' }],
    ['another use', { token_use: 'id' }],
    ['a security event', { events: {} }],
  ])('are rejected with %s', (_what, more) => {
    expect(read(more)).toHaveProperty('problem');
  });
});

describe('a published key', () => {
  const ec = { ...publicJwkOf(ecKey()), kid: 'a' };
  const rsa = { ...publicJwkOf(rsaKey()), kid: 'b' };
  const weak = {
    ...createPublicKey(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey).export({
      format: 'jwk',
    }),
  };
  const p384 = { ...publicJwkOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey) };

  it('has one algorithm: its own, or the first that fits', () => {
    expect(usableKey(ec, issuer.algorithms)?.algorithm).toBe('ES256');
    expect(usableKey(rsa, issuer.algorithms)?.algorithm).toBe('RS256');
    expect(usableKey({ ...rsa, alg: 'PS256', use: 'sig' }, issuer.algorithms)?.algorithm).toBe('PS256');
  });

  it.each<[string, Record<string, unknown>]>([
    ['is for encryption', { ...rsa, use: 'enc' }],
    ['does not verify', { ...rsa, key_ops: ['encrypt'] }],
    ['has another algorithm', { ...rsa, alg: 'RS512' }],
    ['has the algorithm of another type', { ...ec, alg: 'RS256' }],
    ['is too short', weak],
    ['has another curve', p384],
    ['is a shared secret', { kty: 'oct', k: 'AAAA' }],
    ['is private', { ...ec, d: 'AAAA' }],
    ['is malformed', { ...ec, x: 'AAAA' }],
    ['has another type', { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }],
  ])('is not used if it %s', (_what, jwk) => {
    expect(usableKey(jwk, issuer.algorithms)).toBeNull();
  });
});
