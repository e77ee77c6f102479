import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { eventually } from '../support/eventually.js';
import { expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { askWhoIAm, expectAlive, expectRefused } from '../support/sessions.js';
import {
  assemble,
  createKeysFolder,
  ecKey,
  publicJwkOf,
  rsaKey,
  takeApart,
  withKey,
  withSecret,
} from '../support/tokens.js';

const folder = createKeysFolder();
const rsa = rsaKey();
const ec = ecKey();
const database = freshDatabaseUri();
const env = { JWT_KEYS_DIR: folder.path, JWT_SECRET: undefined };

let before: TestServer;
let after: TestServer;
/** Signed in while the RSA key was the only one. */
let alice: Person;
/** Signed in when the EC key had been added. */
let bob: Person;

beforeAll(async () => {
  folder.add('first', rsa);
  before = await startGraphward({ env, database });
  alice = await before.signUp('alice');
  folder.add('second', ec);
  after = await startGraphward({ env, database });
  bob = await after.signUp('bob');
});

afterAll(async () => {
  await before.stop();
  await after.stop();
  folder.remove();
});

const headerOf = (person: Person) => takeApart(person.accessToken).header;

it('the last key by name signs, and tokens of the others stay valid', async () => {
  expect(headerOf(alice)).toMatchObject({ alg: 'RS256' });
  expect(headerOf(bob)).toMatchObject({ alg: 'ES256' });
  await expectAlive(after, alice);
  await expectAlive(after, bob);
});

it('an instance that runs already verifies with a key that is added', async () => {
  await eventually(() => expectAlive(before, bob));
});

it('another service can verify tokens of both keys with the published key set', async () => {
  const response = await fetch(`${after.url}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: JsonWebKey[] };

  expect(keys.map(({ kid }) => kid)).toEqual([headerOf(alice).kid, headerOf(bob).kid]);
  for (const person of [alice, bob]) {
    const { kid, alg } = headerOf(person);
    const published = keys.find((key) => key.kid === kid);
    const key = createPublicKey({ key: published ?? {}, format: 'jwk' });
    const verified = jwt.verify(person.accessToken, key, { algorithms: [alg as jwt.Algorithm] });
    expect(verified).toMatchObject({ sub: person.id });
  }
});

it('the key set has only public members', async () => {
  const jwks = (await (await fetch(`${after.url}/.well-known/jwks.json`)).json()) as { keys: JsonWebKey[] };

  expect(jwks.keys.map((key) => Object.keys(key).sort())).toEqual([
    ['alg', 'e', 'kid', 'kty', 'n', 'use'],
    ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
  ]);
});

it('publishes nothing with a shared secret', async () => {
  const server = await startGraphward();
  const response = await fetch(`${server.url}/.well-known/jwks.json`).finally(() => server.stop());
  expect(await response.json()).toEqual({ keys: [] });
});

/** Texts of a public key that an attacker might use as the HMAC secret. */
function guessesFrom(key: KeyObject): (string | Buffer)[] {
  const publicKey = createPublicKey(key);
  const jwk = publicJwkOf(key);
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return [
    pem,
    pem.trimEnd(),
    publicKey.export({ type: 'spki', format: 'der' }),
    JSON.stringify(jwk),
    Buffer.from(jwk.n ?? jwk.x ?? '', 'base64url'),
    '',
  ];
}

it.each<[string, KeyObject, () => Person]>([
  ['RSA', rsa, () => alice],
  ['EC', ec, () => bob],
])('rejects an HMAC with a public %s key as the secret', async (_type, key, whose) => {
  const { header, claims } = takeApart(whose().accessToken);
  const forgeries = guessesFrom(key).flatMap((secret) => [
    assemble({ ...header, alg: 'HS256' }, claims, withSecret(secret)),
    assemble(header, claims, withSecret(secret)),
  ]);

  for (const forgery of forgeries) expectRefused(await askWhoIAm(after, forgery), 'TOKEN_INVALID');
});

it('uses a key only with its own algorithm, whatever the header says', async () => {
  const { header: rsaHeader, claims } = takeApart(alice.accessToken);
  const { header: ecHeader } = takeApart(bob.accessToken);
  const genuine = assemble(ecHeader, claims, withKey(ec));
  const wrongAlgorithms = [
    assemble({ ...rsaHeader, kid: ecHeader.kid }, claims, withKey(rsa)),
    assemble({ ...ecHeader, kid: rsaHeader.kid }, claims, withKey(ec)),
    assemble({ ...rsaHeader, alg: 'ES256' }, claims, withKey(rsa)),
    assemble({ ...rsaHeader, alg: 'PS256' }, claims, withKey(rsa)),
    assemble({ ...ecHeader, alg: 'RS256' }, claims, withKey(ec)),
    assemble(ecHeader, claims, withKey(ecKey())),
    assemble(ecHeader, claims, () => Buffer.alloc(64)),
  ];

  expectData(await askWhoIAm(after, genuine));
  for (const token of wrongAlgorithms) expectRefused(await askWhoIAm(after, token), 'TOKEN_INVALID');
});
