import { randomBytes } from 'node:crypto';
import { defineModule } from '../../src/modules/index.js';
import { createKey, revokeKey, serviceToken } from '../support/api-keys.js';
import { eventually } from '../support/eventually.js';
import { freshDatabaseUri, type Person, startGraphward, useGraphward } from '../support/graphward.js';
import { codesOf, type RawResponse, send } from '../support/http.js';
import { sendLines } from '../support/raw-request.js';
import { logOut } from '../support/sessions.js';
import { settle } from '../support/settle.js';
import { takeApart } from '../support/tokens.js';

const secret = randomBytes(32).toString('base64');
let readerId = '';
const graphward = useGraphward({
  env: { REVOCATIONS_SECRET: secret },
  modules: [
    defineModule({
      name: 'scopes',
      typeDefs: 'extend type Query { unused: Int @public }',
      claims: ({ id }) => ({ scopes: id === readerId ? ['revocations:read'] : [] }),
    }),
  ],
});

interface List {
  readonly cursor: string;
  readonly snapshot: boolean;
  readonly more: boolean;
  readonly accessTokenTtl: number;
  readonly revocations: readonly Record<string, unknown>[];
}

const ask = (query = '', headers: Record<string, string> = {}, server = graphward) =>
  send(server, {
    path: `/revocations${query}`,
    headers: { authorization: `Bearer ${secret}`, ...headers },
  });

const listIn = ({ text }: RawResponse) => JSON.parse(text) as List;

async function read(query = '', server = graphward): Promise<List> {
  const response = await ask(query, {}, server);
  if (response.status !== 200) throw new Error(response.text);
  return listIn(response);
}

async function signedOut(): Promise<{ person: Person; sid: unknown }> {
  const person = await graphward.signUp('alice');
  await logOut(graphward, undefined, { token: person.accessToken });
  return { person, sid: takeApart(person.accessToken).claims.sid };
}

it('lists everything that is revoked, then what is new', async () => {
  const { sid } = await signedOut();
  const first = await read();
  expect(first).toMatchObject({ snapshot: true, more: false, accessTokenTtl: 600 });
  expect(first.revocations).toContainEqual({ sid, exp: expect.any(Number) as number });

  expect(await read(`?since=${first.cursor}`)).toMatchObject({ snapshot: false, revocations: [] });
  const other = await signedOut();
  const next = await read(`?since=${first.cursor}`);
  expect(next.revocations).toEqual([{ sid: other.sid, exp: expect.any(Number) as number }]);
});

it('lists single tokens and versions of users', async () => {
  const { cursor } = await read();
  const alice = await graphward.signUp('alice');
  const { ver } = takeApart(alice.accessToken).claims as { ver: number };
  await graphward.app.services.sessions.refreshClaims(alice.id);
  const { revocations } = await read(`?since=${cursor}`);
  expect(revocations).toEqual([{ sub: alice.id, minVersion: ver + 1, exp: expect.any(Number) as number }]);
});

it('responds to a waiting request as soon as something is revoked', async () => {
  const { cursor } = await read();
  const waiting = Promise.all([1, 2].map(() => read(`?since=${cursor}&wait=25`)));
  const { sid } = await signedOut();
  for (const { revocations } of await waiting) expect(revocations).toMatchObject([{ sid }]);
});

it('responds to a waiting request when the time is up', async () => {
  const { cursor } = await read();
  expect(await read(`?since=${cursor}&wait=1`)).toMatchObject({ snapshot: false, revocations: [] });
});

it('forgets the waiting requests of clients that have gone, and limits the others', async () => {
  const { cursor } = await read();
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${secret}` };
  const results: (number | 'left')[] = [];
  const waiting = Array.from({ length: 120 }, () =>
    fetch(`${graphward.url}/revocations?since=${cursor}&wait=25`, { headers, signal: leaving.signal }).then(
      ({ status }) => results.push(status),
      () => results.push('left'),
    ),
  );
  // 100 wait; the others get an empty list immediately.
  await eventually(() => expect(results).toEqual(Array(20).fill(200)));
  leaving.abort();
  await Promise.all(waiting);
  expect(results.filter((result) => result === 'left')).toHaveLength(100);
  // There is room again.
  await eventually(expectToWait);
});

/** Starts a waiting request, then revokes something. */
async function expectToWait(): Promise<void> {
  const { cursor } = await read();
  const pending = read(`?since=${cursor}&wait=25`);
  const { sid } = await signedOut();
  expect((await pending).revocations).toContainEqual({ sid, exp: expect.any(Number) as number });
}

it('ends waiting requests when the server stops', async () => {
  const server = await startGraphward({ env: { REVOCATIONS_SECRET: secret } });
  const { cursor } = await read('', server);
  const pending = read(`?since=${cursor}&wait=25`, server);
  // The request is being handled once another one on the same server has been.
  await read('', server);
  await server.stop();
  expect(await pending).toMatchObject({ revocations: [] });
});

it('has an ETag that stays the same until something is revoked', async () => {
  const first = await ask();
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^W\/"[0-9a-f]{16}-\d+"$/);
  const second = await ask('', { 'if-none-match': etag });
  expect([second.status, second.text, second.headers.get('etag')]).toEqual([304, '', etag]);
  await signedOut();
  expect((await ask('', { 'if-none-match': etag })).status).toBe(200);
});

it('continues at another instance on the same database', async () => {
  const database = freshDatabaseUri();
  const env = { REVOCATIONS_SECRET: secret };
  const [first, second] = await Promise.all([
    startGraphward({ database, env }),
    startGraphward({ database, env }),
  ]);
  const { cursor } = await read('', first);
  const alice = await second.signUp('alice');
  await logOut(second, undefined, { token: alice.accessToken });
  const { sid } = takeApart(alice.accessToken).claims;
  const atSecond = await read(`?since=${cursor}`, second);
  expect(atSecond).toMatchObject({ snapshot: false, revocations: [{ sid }] });
  const atFirst = await read(`?since=${cursor}&wait=25`, first);
  expect(atFirst).toMatchObject({ snapshot: false, revocations: [{ sid }] });
  await Promise.all([first.stop(), second.stop()]);
});

it('is readable for a service whose API key has the scope', async () => {
  const admin = await graphward.signUp('admin', 'ADMIN');
  const key = await createKey(graphward, admin, { scopes: ['revocations:read', 'other'] });
  const statusOf = async (token: string) => (await ask('', { authorization: `Bearer ${token}` })).status;
  const token = await serviceToken(graphward, key);
  expect(await statusOf(token)).toBe(200);
  expect(await statusOf(await serviceToken(graphward, key, { scope: 'other' }))).toBe(403);
  expect(await statusOf(key.key)).toBe(401);

  const { cursor } = await read();
  await revokeKey(graphward, admin, key.id);
  expect(await statusOf(token)).toBe(401);
  expect((await read(`?since=${cursor}`)).revocations).toMatchObject([{ sid: key.id }]);
});

it('is readable with the secret or with a token of the scope revocations:read, and nothing else', async () => {
  const alice = await graphward.signUp('alice');
  const reader = await graphward.signUp('reader');
  readerId = reader.id;
  const { accessToken } = await graphward.signIn(reader);
  const statusOf = async (authorization: string) => (await ask('', { authorization })).status;
  expect(await statusOf(`Bearer ${accessToken}`)).toBe(200);
  expect(await statusOf(`bearer  ${secret}`)).toBe(200);
  expect(await statusOf(`Bearer ${alice.accessToken}`)).toBe(403);
  for (const wrong of [secret.slice(1), `${secret}=`, secret.toLowerCase(), 'x'])
    expect(await statusOf(`Bearer ${wrong}`)).toBe(401);
  expect(await statusOf(`Basic ${secret}`)).toBe(401);
  const anonymous = await send(graphward, { path: '/revocations' });
  expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  const line = `Authorization: Bearer ${secret}`;
  expect((await sendLines(graphward, '/revocations', [line, line])).status).toBe(400);
  expect((await sendLines(graphward, `/revocations?access_token=${secret}`)).status).toBe(400);
});

it('does not exist without the secret', async () => {
  const server = await startGraphward();
  expect((await ask('', {}, server)).status).toBe(404);
  await server.stop();
});

it.each(['?since=x', '?since=', '?wait=26', '?wait=-1', '?wait=1.5', '?wait=', '?sinse=1', '?wait=1&wait=2'])(
  'rejects %s',
  async (query) => {
    const response = await ask(query);
    expect([response.status, codesOf(response)]).toEqual([400, ['BAD_USER_INPUT']]);
  },
);

it('sends no database command, and is never stored', async () => {
  const { cursor } = await read();
  await settle(graphward);
  graphward.takeCommands();
  const response = await ask(`?since=${cursor}`);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(graphward.takeCommands()).toEqual([]);
});
