import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createKey, serviceToken } from '../support/api-keys.js';
import { temporaryFolder } from '../support/embedded-mongodb.js';
import { type Person, startGraphward, type TestServer } from '../support/graphward.js';
import {
  debianPython,
  describeUnlessMissing,
  describeWithPython,
  pathOf,
} from '../support/installed-programs.js';
import { cleanUpProcesses, startProgram } from '../support/process.js';
import { codeOf, projectRoot } from '../support/readme.js';
import {
  assemble,
  createKeysFolder,
  ecKey,
  takeApart,
  unsigned,
  withKey,
  withSecret,
} from '../support/tokens.js';

const guide = 'docs/verify-elsewhere.md';
const issuer = 'https://auth.example.com';
const secret = 'kFz2Qm8vT1nXw5Rj9bLs4Yd7Hc0Gp3Ua6Ee+Ii/Oo-Nq';
const keys = createKeysFolder();
const key = ecKey();
keys.add('first', key);
let withKeys: TestServer;
let withSharedSecret: TestServer;

beforeAll(async () => {
  withKeys = await startGraphward({ env: { JWT_SECRET: '', JWT_KEYS_DIR: keys.path, ISSUER: issuer } });
  withSharedSecret = await startGraphward({ env: { JWT_SECRET: secret, ISSUER: issuer } });
});
afterAll(async () => {
  await cleanUpProcesses();
  await withSharedSecret.stop();
  await withKeys.stop();
  keys.remove();
});

/** Tokens by what is wrong with them. The server's own key signs them, except where the name says otherwise. */
function wrongTokens(
  accessToken: string,
  sign: ReturnType<typeof withKey>,
  more: Record<string, string>,
): Record<string, string> {
  const { header, claims } = takeApart(accessToken);
  const signed = (changed: object, head: object = {}) =>
    assemble({ ...header, ...head }, { ...claims, ...changed }, sign);
  const endless = Object.fromEntries(Object.entries(claims).filter(([name]) => name !== 'exp'));
  return {
    expired: signed({ iat: Number(claims.iat) - 2_000, exp: Number(claims.iat) - 1_000 }),
    'without an expiry': assemble(header, endless, sign),
    'for another audience': signed({ aud: 'another' }),
    'from another issuer': signed({ iss: 'https://evil.example.com' }),
    'of another type': signed({}, { typ: 'JWT' }),
    unsigned: assemble({ ...header, alg: 'none' }, claims, unsigned),
    'with a changed payload': accessToken.replace(
      /\.[^.]*\./,
      `.${Buffer.from('{"sub":"eve"}').toString('base64url')}.`,
    ),
    ...more,
  };
}

function wrongTokensOfKeys(accessToken: string): Record<string, string> {
  const { header, claims } = takeApart(accessToken);
  const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  const hs256 = (publicKey: string | Buffer) =>
    assemble({ ...header, alg: 'HS256' }, claims, withSecret(publicKey));
  return wrongTokens(accessToken, withKey(key), {
    'with the public key as an HMAC secret': hs256(pem),
    'of another key': assemble(header, claims, withKey(ecKey())),
    'of an unknown key': assemble({ ...header, kid: 'unknown' }, claims, withKey(ecKey())),
    'with a key in its header': assemble({ ...header, jwk: jwkOf(ecKey()) }, claims, withKey(ecKey())),
  });
}

function wrongTokensOfSecret(accessToken: string): Record<string, string> {
  const { header, claims } = takeApart(accessToken);
  return wrongTokens(accessToken, withSecret(secret), {
    'of another secret': assemble(header, claims, withSecret(`${secret}x`)),
    'of the decoded secret': assemble(header, claims, withSecret(Buffer.from(secret, 'base64'))),
    'with another algorithm': assemble({ ...header, alg: 'ES256' }, claims, withKey(key)),
  });
}

const jwkOf = (each: KeyObject) => createPublicKey(each).export({ format: 'jwk' });

/** Reads tokens from standard input, a line each, and prints the subject of each token that `verify` accepts. */
const pythonLoop = `
import sys
for line in sys.stdin:
    try: print("ok", verify(line.strip())["sub"], flush=True)
    except Exception: print("rejected", flush=True)
`;
const nodeLoop = `
import { createInterface } from 'node:readline';
for await (const line of createInterface({ input: process.stdin })) {
  try { console.log('ok', (await verify(line)).sub); } catch { console.log('rejected'); }
}
`;
const goLoop = `package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	keys, err := fetchKeys(os.Getenv("JWKS_URI"))
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if claims, err := verify(lines.Text(), keys); err == nil {
			fmt.Println("ok", claims["sub"])
		} else {
			fmt.Println("rejected")
		}
	}
}
`;

interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

const goFolder = '/usr/share/gocode';
const goPackage = join(goFolder, 'src/github.com/golang-jwt/jwt');

const python = (label: string): Program => ({
  file: debianPython,
  args: ['-c', `${codeOf(label, guide)}${pythonLoop}`],
});
const node = (label: string): Program => ({
  file: process.execPath,
  args: ['--input-type=module', '-e', `${codeOf(label, guide)}${nodeLoop}`],
  cwd: projectRoot,
});

/** Runs the program with these tokens and returns what it prints for each. */
async function verdictsOf(
  { file, args, cwd }: Program,
  server: TestServer,
  tokens: readonly string[],
  env: Record<string, string> = {},
): Promise<string[]> {
  const { exitCode, stdout, stderr } = await startProgram(file, args, {
    env: { JWKS_URI: `${server.url}/.well-known/jwks.json`, ISSUER: issuer, JWT_SECRET: secret, ...env },
    input: `${tokens.join('\n')}\n`,
    ...(cwd === undefined ? {} : { cwd }),
  }).ended;
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.trim().split('\n');
}

/** A user's and a service's token are accepted, and all others rejected. */
async function expectVerifier(
  program: Program,
  server: TestServer,
  wrong: (accessToken: string) => Record<string, string>,
  env?: Record<string, string>,
): Promise<void> {
  const alice: Person = await server.signUp('alice');
  const service = await createKey(server, alice);
  const valid = [alice.accessToken, await serviceToken(server, service)];
  const rejected = wrong(alice.accessToken);
  const names = Object.keys(rejected);

  const verdicts = await verdictsOf(program, server, [...valid, ...Object.values(rejected)], env);

  expect(verdicts.slice(0, 2)).toEqual([`ok ${alice.id}`, `ok ${service.id}`]);
  expect(Object.fromEntries(names.map((name, index) => [name, verdicts[index + 2]]))).toEqual(
    Object.fromEntries(names.map((name) => [name, 'rejected'])),
  );
}

describeWithPython('jwt', 'cryptography')('PyJWT', () => {
  it('verifies tokens with the published keys', () =>
    expectVerifier(python('pyjwt'), withKeys, wrongTokensOfKeys));

  it('verifies tokens with the shared secret', () =>
    expectVerifier(python('pyjwt-secret'), withSharedSecret, wrongTokensOfSecret));
});

it.each(['jose', 'fast-jwt'])('%s verifies tokens with the published keys', (label) =>
  expectVerifier(node(label), withKeys, wrongTokensOfKeys),
);

const missingGo = [
  ...(pathOf('go') ? [] : ['golang-go']),
  ...(existsSync(goPackage) ? [] : ['golang-github-golang-jwt-jwt-dev']),
];

describeUnlessMissing(missingGo)('golang-jwt', () => {
  it('verifies tokens with the published keys', async () => {
    const folder = temporaryFolder();
    const cache = join(folder, 'cache');
    mkdirSync(cache);
    writeFileSync(join(folder, 'verify.go'), codeOf('golang-jwt', guide));
    writeFileSync(join(folder, 'main.go'), goLoop);
    // Debian's packages of Go are sources in this folder.
    const env = { GO111MODULE: 'off', GOPATH: goFolder, GOCACHE: cache, GOFLAGS: '-p=1' };
    const built = await startProgram('go', ['build', '-o', 'verify'], { cwd: folder, env }).ended;
    expect(built).toMatchObject({ exitCode: 0, stderr: '' });

    await expectVerifier({ file: join(folder, 'verify'), args: [] }, withKeys, wrongTokensOfKeys);
  }, 600_000);
});
