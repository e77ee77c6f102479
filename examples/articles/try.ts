// Signs users in and lets them write, read and be denied. Fails if a result differs from what the SDL says.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, loadConfig } from 'graphward';
import modules from './module.js';

/** Sends an operation as one viewer. */
type Ask = (query: string, variables?: object, headers?: Record<string, string>) => Promise<Result>;

interface Result {
  readonly data?: any;
  readonly errors?: readonly {
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string };
  }[];
}

interface Credentials {
  readonly email: string;
  readonly password: string;
}

type User = Ask & Credentials & { readonly id: string };

const DATA_DIR = mkdtempSync(join(tmpdir(), 'graphward-articles-'));
const admin = { email: 'admin@example.com', password: 'the first one looks after all' };
const { config, secrets } = loadConfig({
  PORT: '0',
  LOG_LEVEL: 'error',
  DATA_DIR,
  ADMIN_EMAIL: admin.email,
  ADMIN_PASSWORD: admin.password,
});
const app = await createApp(config, secrets, { modules });
try {
  await tryArticles();
  console.log('All results are as articles.graphql says.');
} finally {
  await app.stop();
  rmSync(DATA_DIR, { recursive: true });
}

async function tryArticles(): Promise<void> {
  const administrator = await signIn(admin);
  const alice = await register('alice');
  const bob = await register('bob');
  const eve = await register('eve');
  const setRoles = `mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }`;
  await allowed(administrator, setRoles, { input: { userId: eve.id, roles: ['EDITOR'] } });
  const editor = await signIn(eve);

  const save = `mutation ($input: SaveDraftInput!) { saveDraft(input: $input) { id title authorId } }`;
  const text = { title: 'On doors', body: 'Some are open.' };
  const { saveDraft: draft } = await allowed(alice, save, { input: text });
  assert.deepEqual(draft, { id: draft.id, title: 'On doors', authorId: alice.id });

  const read = `query ($id: ID!) { draft(id: $id) { title body } }`;
  await allowed(alice, read, draft);
  await allowed(editor, read, draft);
  await denied(bob, read, draft, 'FORBIDDEN', ['draft']);
  await denied(bob, read, { id: 'missing' }, 'FORBIDDEN', ['draft']);
  await denied(anonymous, read, draft, 'UNAUTHENTICATED', ['draft']);
  const list = '{ drafts { id } }';
  assert.deepEqual(await allowed(alice, list), { drafts: [{ id: draft.id }] });
  assert.deepEqual(await allowed(editor, list), { drafts: [{ id: draft.id }] });
  assert.deepEqual(await allowed(bob, list), { drafts: [] });

  const change = { input: { ...text, id: draft.id, title: 'On windows' } };
  await allowed(alice, save, change);
  await denied(bob, save, change, 'FORBIDDEN', ['saveDraft']);
  await denied(bob, save, { input: { ...text, id: 'missing' } }, 'FORBIDDEN', ['saveDraft']);
  await failed(editor, save, { input: { ...text, id: 'missing' } }, 'NOT_FOUND');
  const { saveDraft: edited } = await allowed(editor, save, change);
  assert.equal(edited.authorId, alice.id);

  await allowed(alice, save, { input: { ...change.input, teamId: 'culture' } });
  const setTeams = `mutation ($userId: ID!, $teams: [ID!]!) { setTeams(userId: $userId, teams: $teams) }`;
  const join = { userId: bob.id, teams: ['culture'] };
  await denied(bob, setTeams, join, 'FORBIDDEN', ['setTeams']);
  await allowed(editor, setTeams, join);
  await failed(bob, list, {}, 'UNAUTHENTICATED');
  const colleague = await signIn(bob);
  assert.deepEqual(await allowed(colleague, list), { drafts: [{ id: draft.id }] });
  await allowed(colleague, read, draft);
  await denied(colleague, save, change, 'FORBIDDEN', ['saveDraft']);

  const asAlice = { input: { ...text, authorId: alice.id } };
  await denied(colleague, save, asAlice, 'FORBIDDEN', ['saveDraft']);
  await allowed(editor, save, asAlice);

  const publish = `mutation ($id: ID!) { publish(id: $id) { title author { name } } }`;
  await denied(alice, publish, draft, 'FORBIDDEN', ['publish']);
  assert.deepEqual(await allowed(anonymous, '{ articles { id } }'), { articles: [] });
  await denied(editor, publish, draft, 'FORBIDDEN', ['publish']);
  const remark = `mutation ($id: ID!) { remark(id: $id, text: "Short.") { id } }`;
  await allowed(editor, remark, draft);
  const { publish: article } = await allowed(editor, publish, draft);
  assert.deepEqual(article, { title: 'On windows', author: { name: 'alice' } });
  assert.deepEqual(await allowed(anonymous, '{ articles { title } }'), {
    articles: [{ title: 'On windows' }],
  });

  const { saveDraft: second } = await allowed(alice, save, { input: { ...text, title: 'On walls' } });
  await allowed(editor, remark, second);
  await allowed(editor, publish, second);
  await allowed(editor, publish, draft);
  assert.deepEqual(await allowed(anonymous, '{ articles { title } }'), {
    articles: [{ title: 'On windows' }, { title: 'On walls' }],
  });

  const remarks = `query ($id: ID!) { draft(id: $id) { remarks } }`;
  assert.deepEqual(await allowed(editor, remarks, draft), { draft: { remarks: ['Short.'] } });
  await denied(alice, remarks, draft, 'FORBIDDEN', ['draft.remarks']);
  await denied(alice, '{ articles(order: MOST_REMARKS) { id } }', {}, 'FORBIDDEN', ['articles']);
  await allowed(editor, '{ articles(order: MOST_REMARKS) { id } }');
}

async function anonymous(
  query: string,
  variables?: object,
  headers?: Record<string, string>,
): Promise<Result> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Result;
}

async function register(name: string): Promise<User> {
  const account = { name, email: `${name}@example.com`, password: `${name} writes for the paper` };
  const register = `mutation ($input: RegisterInput!) { register(input: $input) { accessToken user { id } } }`;
  return userOf((await allowed(anonymous, register, { input: account })).register, account);
}

async function signIn({ email, password }: Credentials): Promise<User> {
  const login = `mutation ($input: LoginInput!) { login(input: $input) { accessToken user { id } } }`;
  const input = { email, password };
  return userOf((await allowed(anonymous, login, { input })).login, input);
}

function userOf(
  { accessToken, user }: { accessToken: string; user: { id: string } },
  { email, password }: Credentials,
): User {
  const ask: Ask = (query, variables) =>
    anonymous(query, variables, { authorization: `Bearer ${accessToken}` });
  return Object.assign(ask, { id: user.id, email, password });
}

async function allowed(ask: Ask, query: string, variables?: object) {
  const { data, errors } = await ask(query, variables);
  assert.equal(errors, undefined, `${query}: ${JSON.stringify(errors)}`);
  return data;
}

async function failed(ask: Ask, query: string, variables: object, code: string) {
  const { errors = [] } = await ask(query, variables);
  assert.deepEqual(new Set(errors.map(({ extensions }) => extensions.code)), new Set([code]), query);
  return errors;
}

/** Fails unless these paths, and no others, are denied. */
async function denied(ask: Ask, query: string, variables: object, code: string, paths: readonly string[]) {
  const errors = await failed(ask, query, variables, code);
  assert.deepEqual(
    errors.map(({ path = [] }) => path.join('.')),
    paths,
    query,
  );
}
