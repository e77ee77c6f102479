import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAccessTokens } from '../../../src/identity/access-token.js';
import { createKeyring, parsePrivateKey } from '../../../src/identity/keyring.js';
import { type VerificationStepName, verificationSteps } from '../../../src/identity/verification-steps.js';
import { projectRoot } from '../../support/readme.js';
import { assemble, ecKey, takeApart, withKey } from '../../support/tokens.js';

const now = new Date('2026-01-01T00:00:00Z');
const seconds = now.getTime() / 1000;
const key = ecKey();
const keyring = createKeyring([parsePrivateKey(key.export({ type: 'pkcs8', format: 'pem' }).toString())]);
const tokens = createAccessTokens({
  keyring,
  issuer: 'https://auth.example.com',
  audience: 'graphward',
  ttlSeconds: 600,
  clock: () => now,
  databaseClock: () => now,
});
const { token: valid } = tokens.sign({
  userId: 'user',
  sessionId: 'session',
  roles: ['USER'],
  version: 0,
  authTime: now,
  amr: ['pwd'],
  sessionEndsAt: new Date(now.getTime() + 86_400_000),
  granted: {},
});
const { header, claims } = takeApart(valid);
const sign = withKey(key);

const withHeader = (change: object) => assemble({ ...header, ...change }, claims, sign);
const withClaims = (change: object) => assemble(header, { ...claims, ...change }, sign);

/** Of each step, tokens that it rejects and that pass all steps before it. */
const rejected: Record<VerificationStepName, readonly string[]> = {
  length: [`${valid}${'A'.repeat(8_192)}`, withHeader({ x: 'x'.repeat(1_024) })],
  serialization: [
    '',
    '..',
    `${valid}=`,
    `${valid}.`,
    ` ${valid}`,
    valid.replace('.', '..'),
    '{"payload":""}',
  ],
  encoding: [`${valid.slice(0, -1)}${valid.endsWith('B') ? 'C' : 'B'}`],
  header: [assemble('[]', claims, sign), assemble('{"alg":"ES256","alg":"ES256"}', claims, sign)],
  critical: [withHeader({ crit: ['exp'] }), withHeader({ crit: null })],
  type: [withHeader({ typ: undefined }), withHeader({ typ: 'JWT' })],
  key: [withHeader({ kid: 'another' }), withHeader({ kid: '__proto__' })],
  algorithm: [withHeader({ alg: 'none' }), withHeader({ alg: 'HS256' }), withHeader({ alg: 'RS256' })],
  signature: [assemble(header, claims, withKey(ecKey())), assemble(header, claims, () => Buffer.alloc(64))],
  payload: [assemble(header, 'null', sign), assemble(header, '{"a":1,"a":1}', sign)],
  claims: [withClaims({ ver: undefined }), withClaims({ exp: '1' })],
  issuer: [withClaims({ iss: 'https://auth.example.com/' })],
  audience: [withClaims({ aud: 'another' }), withClaims({ aud: [] })],
  'not-before': [withClaims({ nbf: seconds + 1 })],
  'issued-at': [withClaims({ iat: seconds + 31 })],
  expiry: [withClaims({ exp: seconds })],
  age: [withClaims({ iat: seconds - 600 })],
};

it('accepts a valid token', () => {
  expect(tokens.verify(valid)).toMatchObject({ valid: true, claims: { sub: 'user' } });
});

it.each(verificationSteps)('the step $name rejects what violates its rule', ({ name, reason }) => {
  for (const token of rejected[name])
    expect(tokens.verify(token)).toMatchObject({ valid: false, step: name, reason });
});

it('names the claims that are missing or have a wrong type, for the log', () => {
  const token = withClaims({ ver: undefined, roles: ['USER', 7] });
  expect(tokens.verify(token)).toMatchObject({ step: 'claims', problem: 'roles.1, ver' });
});

it('the documentation lists the steps', () => {
  const page = readFileSync(join(projectRoot, 'docs/authentication.md'), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => /`TOKEN_(INVALID|EXPIRED)` *\|$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  expect(rows).toEqual(
    verificationSteps.map(({ name, rule, source, reason }) => [`\`${name}\``, rule, source, `\`${reason}\``]),
  );
});
