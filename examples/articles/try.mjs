// Signs people in, lets them write, read and be denied, and fails when anything is not as the SDL says.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, loadConfig } from 'graphward';
import modules from './module.mjs';

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
  console.log('Everything is as articles.graphql says.');
} finally {
  await app.stop();
  rmSync(DATA_DIR, { recursive: true });
}

async function tryArticles() {
  const boss = await signIn(admin);
  const alice = await register('alice');
  const bob = await register('bob');
  const eve = await register('eve');
  const setRoles = `mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }`;
  await allowed(boss, setRoles, { input: { userId: eve.id, roles: ['EDITOR'] } });
  const editor = await signIn(eve);

  const save = `mutation ($input: SaveDraftInput!) { saveDraft(input: $input) { id title authorId } }`;
  const text = { title: 'On doors', body: 'Some are open.' };
  const { saveDraft: draft } = await allowed(alice, save, { input: text });
  assert.deepEqual(draft, { id: draft.id, title: 'On doors', authorId: alice.id });

  const read = `query ($id: ID!) { draft(id: $id) { title body } }`;
  await allowed(alice, read, draft);
  await allowed(editor, read, draft);
  await denied(bob, read, draft, 'FORBIDDEN', ['draft.title', 'draft.body']);
  await denied(nobody, read, draft, 'UNAUTHENTICATED', ['draft']);
  await denied(bob, '{ myDrafts { id } drafts { id } }', {}, 'FORBIDDEN', ['drafts']);

  const change = { input: { ...text, id: draft.id, title: 'On windows' } };
  await allowed(alice, save, change);
  await refused(bob, save, change, 'NOT_FOUND');
  const inHerName = { input: { ...text, authorId: alice.id } };
  await denied(bob, save, inHerName, 'FORBIDDEN', ['saveDraft']);
  await allowed(editor, save, inHerName);

  const publish = `mutation ($id: ID!) { publish(id: $id) { title author { name } } }`;
  await denied(alice, publish, draft, 'FORBIDDEN', ['publish']);
  assert.deepEqual(await allowed(nobody, '{ articles { id } }'), { articles: [] });
  const { publish: article } = await allowed(editor, publish, draft);
  assert.deepEqual(article, { title: 'On windows', author: { name: 'alice' } });
  assert.deepEqual(await allowed(nobody, '{ articles { title } }'), { articles: [{ title: 'On windows' }] });

  const { saveDraft: second } = await allowed(alice, save, { input: { ...text, title: 'On walls' } });
  await allowed(editor, publish, second);
  await allowed(editor, publish, draft);
  assert.deepEqual(await allowed(nobody, '{ articles { title } }'), {
    articles: [{ title: 'On windows' }, { title: 'On walls' }],
  });

  const remarks = `query ($id: ID!) { draft(id: $id) { remarks } }`;
  await allowed(editor, `mutation ($id: ID!) { remark(id: $id, text: "Short.") { id } }`, draft);
  assert.deepEqual(await allowed(editor, remarks, draft), { draft: { remarks: ['Short.'] } });
  await denied(alice, remarks, draft, 'FORBIDDEN', ['draft.remarks']);
  await denied(alice, '{ articles(order: MOST_REMARKS) { id } }', {}, 'FORBIDDEN', ['articles']);
  await allowed(editor, '{ articles(order: MOST_REMARKS) { id } }');
}

/** Asks as somebody who has not signed in. */
async function nobody(query, variables, headers) {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

async function register(name) {
  const account = { name, email: `${name}@example.com`, password: `${name} writes for the paper` };
  const register = `mutation ($input: RegisterInput!) { register(input: $input) { accessToken user { id } } }`;
  return person((await allowed(nobody, register, { input: account })).register, account);
}

async function signIn({ email, password }) {
  const login = `mutation ($input: LoginInput!) { login(input: $input) { accessToken user { id } } }`;
  const input = { email, password };
  return person((await allowed(nobody, login, { input })).login, input);
}

/** A function that asks as this person, with what is known about them. */
function person({ accessToken, user }, { email, password }) {
  const ask = (query, variables) => nobody(query, variables, { authorization: `Bearer ${accessToken}` });
  return Object.assign(ask, { id: user.id, email, password });
}

async function allowed(ask, query, variables) {
  const { data, errors } = await ask(query, variables);
  assert.equal(errors, undefined, `${query}: ${JSON.stringify(errors)}`);
  return data;
}

async function refused(ask, query, variables, code) {
  const { errors = [] } = await ask(query, variables);
  assert.deepEqual(new Set(errors.map(({ extensions }) => extensions.code)), new Set([code]), query);
  return errors;
}

/** Denied at these places, and nowhere else. */
async function denied(ask, query, variables, code, places) {
  const errors = await refused(ask, query, variables, code);
  assert.deepEqual(
    errors.map(({ path }) => path.join('.')),
    places,
    query,
  );
}
