import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { createKeyring, createSharedKey, parsePrivateKey } from '../../../src/identity/keyring.js';
import { ecKey, publicJwkOf, rsaKey } from '../../support/tokens.js';

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const keyringOf = (...keys: KeyObject[]) => createKeyring(keys.map((key) => parsePrivateKey(pemOf(key))));

it('signs with the last key and finds all', () => {
  const keyring = keyringOf(rsaKey(), ecKey());
  const [older, newest] = keyring.jwks.keys;

  expect(keyring.signing).toMatchObject({ kid: newest?.kid, algorithm: 'ES256' });
  expect(keyring.find(older?.kid as string)).toMatchObject({ algorithm: 'RS256' });
  expect(keyring.find('unknown')).toBeUndefined();
  expect(keyring.find('__proto__')).toBeUndefined();
});

it.each<[string, () => KeyObject, string[]]>([
  ['EC', ecKey, ['crv', 'kty', 'x', 'y']],
  ['RSA', rsaKey, ['e', 'kty', 'n']],
])('the ID of an %s key is its RFC 7638 thumbprint', (_type, make, members) => {
  const key = make();
  const jwk = publicJwkOf(key);
  const canonical = `{${members.map((name) => `"${name}":"${String(jwk[name])}"`).join(',')}}`;

  expect(keyringOf(key).signing.kid).toBe(createHash('sha256').update(canonical).digest('base64url'));
});

it('neither publishes a shared secret nor reveals it in its ID', () => {
  const secret = randomBytes(32);
  const keyring = createKeyring([createSharedKey(secret)]);
  const hashes = ['sha256', 'sha1', 'md5'].map((name) => createHash(name).update(secret).digest('base64url'));

  expect(keyring.jwks).toEqual({ keys: [] });
  for (const hash of hashes) expect(hash).not.toContain(keyring.signing.kid);
});

it.each<[string, () => string]>([
  ['another curve', () => pemOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)],
  ['the curve of Bitcoin', () => pemOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey)],
  ['Ed25519', () => pemOf(generateKeyPairSync('ed25519').privateKey)],
  ['a short RSA key', () => pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)],
  ['a public key', () => createPublicKey(ecKey()).export({ type: 'spki', format: 'pem' }).toString()],
  ['no key', () => 'no key'],
])('rejects %s', (_what, pem) => {
  expect(() => parsePrivateKey(pem())).toThrow();
});

it('rejects an empty list of keys', () => {
  expect(() => createKeyring([])).toThrow('There is no signing key.');
});
