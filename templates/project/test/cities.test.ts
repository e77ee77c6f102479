import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { type App, createApp, loadConfig } from 'graphward';
import modules from '../src/modules.js';

// A server with a database of its own, on a free port.
const folder = mkdtempSync(join(tmpdir(), 'test-'));
let app: App;

before(async () => {
  const { config, secrets } = loadConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' });
  app = await createApp(config, secrets, { modules });
});
after(async () => {
  await app.stop();
  rmSync(folder, { recursive: true });
});

interface Result {
  readonly data?: any;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

async function ask(query: string, variables: object = {}, token?: string): Promise<Result> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Result;
}

/** Registers, then signs in. Returns the access token. */
async function signUp(name: string, city: string): Promise<string> {
  const email = `${name.toLowerCase()}@example.com`;
  const password = `${name} writes four words`;
  const register = 'mutation ($input: RegisterInput!) { register(input: $input) { user { id } } }';
  assert.equal((await ask(register, { input: { name, email, password, city } })).errors, undefined);
  const logIn = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }';
  return (await ask(logIn, { input: { email, password } })).data.login.accessToken;
}

it('greets a user with the city of the registration', async () => {
  const alice = await signUp('Alice', 'Paris');
  assert.deepEqual(await ask('{ greeting }', {}, alice), { data: { greeting: 'Hello Alice in Paris' } });
});

it('greets nobody who is not signed in', async () => {
  const { data, errors } = await ask('{ greeting }');
  assert.equal(data?.greeting ?? null, null);
  assert.equal(errors?.[0]?.extensions.code, 'UNAUTHENTICATED');
});

it('moves a user', async () => {
  const bob = await signUp('Bob', 'Rome');
  const { data } = await ask('mutation { moveTo(city: "Oslo") { city } }', {}, bob);
  assert.deepEqual(data, { moveTo: { city: 'Oslo' } });
  assert.deepEqual((await ask('{ me { city } }', {}, bob)).data, { me: { city: 'Oslo' } });
});

it('hides the city of one user from another', async () => {
  const carol = await signUp('Carol', 'Lima');
  const dave = await signUp('Dave', 'Cairo');
  const { id } = (await ask('{ me { id } }', {}, carol)).data.me;
  const { data, errors } = await ask('query ($id: ID!) { user(id: $id) { city } }', { id }, dave);
  assert.equal(data?.user?.city ?? null, null);
  assert.equal(errors?.[0]?.extensions.code, 'FORBIDDEN');
});
