import { isObjectType } from 'graphql';
import { MongoClient, ObjectId } from 'mongodb';
import { buildSchema } from '../../src/graphql/build-schema.js';
import { defineModule } from '../../src/modules/index.js';
import {
  type CreatedKey,
  createKey,
  exchange,
  revokeKey,
  serviceToken,
  tryToCreateKey,
} from '../support/api-keys.js';
import { createTestClock } from '../support/clock.js';
import { expectCode, expectData } from '../support/expectations.js';
import { freshDatabaseUri, type Person, startGraphward, type TestServer } from '../support/graphward.js';
import { expectRefused, tryToLogIn, tryToRefresh } from '../support/sessions.js';
import { takeApart } from '../support/tokens.js';

const clock = createTestClock();
const database = freshDatabaseUri();
const client = new MongoClient(database);
/** The scopes that a module grants to users, by ID. */
const scopesOf = new Map<string, readonly string[]>();
const reports = defineModule({
  name: 'reports',
  typeDefs: `
    type Report { authorId: ID  text: String @auth(owner: "authorId") }
    extend type Query {
      report: Report @auth
      sales: String @auth(scopes: [["sales:read"]])
      editorial: String @auth(requires: EDITOR)
    }
  `,
  resolvers: {
    Query: {
      report: (_root: unknown, _args: unknown, { viewer }: { viewer: { id: string } }) => ({
        authorId: viewer.id,
        text: 'own',
      }),
      sales: () => '12 pairs',
      editorial: () => 'draft',
    },
  },
  claims: ({ id }) => ({ groups: ['acme'], plan: 'pro', scopes: scopesOf.get(id) ?? [] }),
});
const options = { clock, database, modules: [reports] };
let graphward: TestServer;
let second: TestServer;
let admin: Person;
let alice: Person;

beforeAll(async () => {
  graphward = await startGraphward(options);
  second = await startGraphward(options);
  admin = await graphward.signUp('ada', 'ADMIN');
});
beforeEach(async () => {
  admin = await graphward.signIn(admin);
  alice = await graphward.signUp('alice', 'EDITOR');
});
afterAll(async () => {
  await client.close();
  await second.stop();
  await graphward.stop();
});

const inDays = (days: number) => new Date(clock().getTime() + days * 86_400_000).toISOString();
const askAs = (token: string, query: string) => graphward.ask(query, {}, { token });
const stored = () => client.db().collection('apiKeys');
const eventsOf = ({ id }: CreatedKey) =>
  graphward.logLines.filter(({ event, keyId }) => event !== undefined && keyId === id);
const setRoles = (userId: string, roles: string[]) =>
  graphward
    .as(admin)
    .ask('mutation ($input: SetUserRolesInput!) { setUserRoles(input: $input) { id } }', {
      input: { userId, roles },
    })
    .then(expectData);
const setDisabled = (userId: string, disabled: boolean) =>
  graphward
    .as(admin)
    .ask('mutation ($input: SetUserDisabledInput!) { setUserDisabled(input: $input) { id } }', {
      input: { userId, disabled },
    })
    .then(expectData);

describe('creating a key', () => {
  it('returns it once and stores only a hash', async () => {
    const input = { name: '  import ', roles: ['EDITOR', 'USER', 'USER'], expiresAt: inDays(90) };
    const { createApiKey } = expectData(await tryToCreateKey(graphward, alice, input));

    const { key, apiKey } = createApiKey as { key: string; apiKey: Record<string, string> };
    expect(apiKey).toEqual({
      id: key.slice(3, 27),
      name: 'import',
      owner: { id: alice.id },
      roles: ['EDITOR', 'USER'],
      scopes: [],
      createdAt: clock().toISOString(),
      expiresAt: inDays(90),
      lastUsedAt: null,
      revokedAt: null,
    });
    const record = JSON.stringify(await stored().findOne({ _id: new ObjectId(apiKey.id) }));
    expect(record).not.toContain(key.slice(28));
    expect(JSON.stringify(graphward.logLines)).not.toContain(key.slice(28));
    expect(eventsOf({ id: String(apiKey.id), key })).toMatchObject([
      {
        event: 'api_key_created',
        outcome: 'success',
        userId: alice.id,
        name: 'import',
        roles: ['EDITOR', 'USER'],
      },
    ]);
  });

  it.each([
    ['an empty name', { name: ' ' }, 'name'],
    ['a long name', { name: 'x'.repeat(101) }, 'name'],
    ['a name with a bidirectional override', { name: 'a\u202e' }, 'name'],
    ['a scope with a space', { scopes: ['a b'] }, 'scopes'],
    ['an empty scope', { scopes: [''] }, 'scopes'],
    ['too many scopes', { scopes: Array.from({ length: 400 }, (_, index) => `s${index}`) }, 'scopes'],
    ['an expiry in the past', { expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    ['an expiry in two years', { expiresAt: inDays(732) }, 'expiresAt'],
  ])('rejects %s', async (_what, input, field) => {
    const error = expectCode(await tryToCreateKey(graphward, alice, input), 'BAD_USER_INPUT');
    expect(error.extensions).toMatchObject({ field });
  });

  it('requires a recent sign-in', async () => {
    clock.advance(901);
    const { accessToken } = expectData(await tryToRefresh(graphward, alice.refreshToken)).refresh as Person;
    expectCode(await tryToCreateKey(graphward, { ...alice, accessToken }), 'REAUTHENTICATION_REQUIRED');
  });

  it('requires a user', async () => {
    const query = `mutation { createApiKey(input: { name: "x", roles: [], expiresAt: "${inDays(1)}" }) { key } }`;
    expectCode(await graphward.ask(query), 'UNAUTHENTICATED');
  });

  it('grants users only roles that they have, own or inherited', async () => {
    expectData(await tryToCreateKey(graphward, alice, { roles: ['USER'] }));
    expectCode(await tryToCreateKey(graphward, alice, { roles: ['USER', 'ADMIN'] }), 'FORBIDDEN');
    expectData(await tryToCreateKey(graphward, admin, { roles: ['USER', 'EDITOR', 'ADMIN'] }));
  });

  it('grants users only scopes that they have, administrators any', async () => {
    scopesOf.set(alice.id, ['sales:read']);
    expectData(await tryToCreateKey(graphward, alice, { scopes: ['sales:read'] }));
    expectCode(
      await tryToCreateKey(graphward, alice, { scopes: ['sales:read', 'sales:write'] }),
      'FORBIDDEN',
    );
    expectData(await tryToCreateKey(graphward, admin, { scopes: ['sales:write'] }));
  });

  it('stops at 50 keys per user, also in parallel', async () => {
    for (let count = 0; count < 46; count += 1) await createKey(graphward, alice);

    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) => tryToCreateKey(index % 2 ? graphward : second, alice)),
    );

    for (const result of results) if (result.errors) expectCode(result, 'CONFLICT');
    const keys = expectData(await graphward.as(alice).ask('{ apiKeys { id } }')).apiKeys as { id: string }[];
    expect(keys.length).toBeLessThanOrEqual(50);
    while (keys.length < 50) keys.push(await createKey(graphward, alice));
    expectCode(await tryToCreateKey(graphward, alice), 'CONFLICT');

    expectData(await revokeKey(graphward, alice, String(keys[0]?.id)));
    expectData(await tryToCreateKey(graphward, alice));
  });
});

describe('the token of a key', () => {
  it('names the key as its subject and client, and no user', async () => {
    const key = await createKey(graphward, alice, { roles: ['EDITOR'] });

    const { header, claims } = takeApart(await serviceToken(graphward, key));

    expect(header).toMatchObject({ typ: 'at+jwt' });
    expect(claims).toMatchObject({ sub: key.id, client_id: key.id, sid: key.id, roles: ['EDITOR'] });
    for (const absent of ['auth_time', 'amr', 'groups', 'plan', 'scope'])
      expect(claims).not.toHaveProperty(absent);
  });

  it('has the roles and scopes of the key', async () => {
    const editor = await serviceToken(graphward, await createKey(graphward, admin, { roles: ['EDITOR'] }));
    const seller = await serviceToken(
      graphward,
      await createKey(graphward, admin, { scopes: ['sales:read'] }),
    );

    expect(expectData(await askAs(editor, '{ editorial }'))).toEqual({ editorial: 'draft' });
    expectCode(await askAs(editor, '{ sales }'), 'FORBIDDEN');
    expect(expectData(await askAs(seller, '{ sales }'))).toEqual({ sales: '12 pairs' });
    expectCode(await askAs(seller, '{ editorial }'), 'FORBIDDEN');
  });

  it('owns what the service creates, and nothing of its owner', async () => {
    const token = await serviceToken(graphward, await createKey(graphward, alice, { roles: ['EDITOR'] }));
    expect(expectData(await askAs(token, '{ report { text } }'))).toEqual({ report: { text: 'own' } });

    const powerful = await serviceToken(graphward, await createKey(graphward, admin, { roles: ['ADMIN'] }));
    const emailOf = `{ user(id: "${alice.id}") { email } }`;
    expect(expectData(await askAs(powerful, emailOf))).toEqual({ user: { email: alice.email } });
    expectCode(await askAs(token, emailOf), 'FORBIDDEN');
  });

  it('is not valid longer than the key', async () => {
    const key = await createKey(graphward, alice, { expiresAt: inDays(1 / 24) });
    clock.advance(3_540);
    const { body } = await exchange(graphward, key);
    expect(body.expires_in).toBe(60);
    clock.advance(61);
    expectRefused(await askAs(String(body.access_token), '{ report { text } }'), 'TOKEN_EXPIRED');
    expect((await exchange(graphward, key)).status).toBe(401);
  });

  it('is accepted by every instance', async () => {
    const token = await serviceToken(second, await createKey(graphward, alice, { roles: ['EDITOR'] }));
    expectData(await askAs(token, '{ editorial }'));
  });
});

describe('what only people may do', () => {
  /** What a service gets that has every role. Every mutation for signed-in viewers must be listed. */
  const results: Record<string, [args: string, code: string]> = {
    logout: ['', 'FORBIDDEN'],
    revokeSession: ['(id: "ID") { id }', 'NOT_FOUND'],
    revokeToken: ['(input: { subject: "ID" }) { revoked }', 'NOT_FOUND'],
    changePassword: ['(input: { currentPassword: "x", newPassword: "y" }) { expiresIn }', 'FORBIDDEN'],
    updateProfile: ['(input: { name: "Eve" }) { id }', 'FORBIDDEN'],
    updateUser: ['(input: { userId: "ID", name: "Eve" }) { id }', 'REAUTHENTICATION_REQUIRED'],
    deleteAccount: ['(input: { currentPassword: "x" }) { deletedUserId }', 'FORBIDDEN'],
    deleteUser: ['(input: { userId: "ID" }) { deletedUserId }', 'REAUTHENTICATION_REQUIRED'],
    setUserRoles: ['(input: { userId: "ID", roles: [] }) { id }', 'REAUTHENTICATION_REQUIRED'],
    setUserDisabled: ['(input: { userId: "ID", disabled: true }) { id }', 'REAUTHENTICATION_REQUIRED'],
    unlockUser: ['(input: { userId: "ID" }) { id }', 'REAUTHENTICATION_REQUIRED'],
    requestEmailVerification: ['{ accepted }', 'FORBIDDEN'],
    requestEmailChange: [
      '(input: { newEmail: "e@example.com", currentPassword: "x" }) { accepted }',
      'FORBIDDEN',
    ],
    enrolSecondFactor: ['(input: { currentPassword: "x" }) { secret }', 'FORBIDDEN'],
    confirmSecondFactor: ['(input: { otp: "123456" }) { recoveryCodes }', 'FORBIDDEN'],
    disableSecondFactor: ['(input: { currentPassword: "x", otp: "123456" }) { id }', 'FORBIDDEN'],
    renewRecoveryCodes: ['(input: { currentPassword: "x", otp: "123456" }) { recoveryCodes }', 'FORBIDDEN'],
    disableUserSecondFactor: ['(input: { userId: "ID" }) { id }', 'REAUTHENTICATION_REQUIRED'],
    createApiKey: [
      '(input: { name: "x", roles: [], expiresAt: "2040-01-01T00:00:00Z" }) { key }',
      'REAUTHENTICATION_REQUIRED',
    ],
    revokeApiKey: ['(id: "ID") { id }', 'NOT_FOUND'],
  };
  const isPublic = new Set(
    'register login refresh logout requestPasswordReset resetPassword verifyEmail undoEmailChange'.split(' '),
  );

  it('is decided for every mutation', () => {
    const mutation = buildSchema([]).getMutationType();
    const names = isObjectType(mutation) ? Object.keys(mutation.getFields()) : [];
    expect(Object.keys(results).sort()).toEqual(
      [...names.filter((name) => !isPublic.has(name)), 'logout'].sort(),
    );
  });

  it.each(Object.entries(results))('a service with every role cannot use %s', async (name, [args, code]) => {
    const token = await serviceToken(graphward, await createKey(graphward, admin, { roles: ['ADMIN'] }));
    const selection = name === 'logout' ? '{ revokedSessions }' : args.replace('ID', '0'.repeat(24));
    expectCode(await askAs(token, `mutation { ${name} ${selection} }`), code);
  });

  it.each(['me { id }', 'sessions { id }', 'exportAccount', 'apiKeys { id }'])(
    'a service has no account: %s',
    async (selection) => {
      const token = await serviceToken(graphward, await createKey(graphward, admin, { roles: ['ADMIN'] }));
      expectCode(await askAs(token, `{ ${selection} }`), 'FORBIDDEN');
    },
  );
});

describe('a key never has more than its owner', () => {
  it('loses a role with its owner, immediately and on every instance', async () => {
    const key = await createKey(graphward, alice, { roles: ['EDITOR', 'USER'] });
    const before = await serviceToken(graphward, key);

    await setRoles(alice.id, ['USER']);

    expectRefused(await askAs(before, '{ editorial }'), 'TOKEN_STALE');
    const after = await serviceToken(second, key);
    expect(takeApart(after).claims.roles).toEqual(['USER']);
    expectCode(await askAs(after, '{ editorial }'), 'FORBIDDEN');
    await setRoles(alice.id, ['EDITOR']);
    expect(takeApart(await serviceToken(graphward, key)).claims.roles).toEqual(['EDITOR', 'USER']);
  });

  it('loses a scope with its owner', async () => {
    scopesOf.set(alice.id, ['sales:read', 'sales:write']);
    const key = await createKey(graphward, alice, { scopes: ['sales:read', 'sales:write'] });
    expect(takeApart(await serviceToken(graphward, key)).claims.scope).toBe('sales:read sales:write');

    scopesOf.set(alice.id, ['sales:write']);

    expect(takeApart(await serviceToken(graphward, key)).claims.scope).toBe('sales:write');
  });

  it('of an administrator grants everything only while its owner is one', async () => {
    const other = await graphward.signUp('otto', 'ADMIN');
    const key = await createKey(graphward, other, { roles: ['ADMIN'], scopes: ['sales:read'] });
    expect(takeApart(await serviceToken(graphward, key)).claims).toMatchObject({ scope: 'sales:read' });

    await setRoles(other.id, ['EDITOR']);

    const { claims } = takeApart(await serviceToken(graphward, key));
    expect(claims.roles).toEqual([]);
    expect(claims).not.toHaveProperty('scope');
  });

  it('ends when its owner is disabled, and works again when the owner is enabled', async () => {
    const key = await createKey(graphward, alice, { roles: ['EDITOR'] });
    const token = await serviceToken(graphward, key);

    await setDisabled(alice.id, true);

    expectRefused(await askAs(token, '{ editorial }'), 'TOKEN_STALE');
    expect(await exchange(graphward, key)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(eventsOf(key).at(-1)).toMatchObject({ event: 'api_key_exchanged', outcome: 'owner_disabled' });
    await setDisabled(alice.id, false);
    expectData(await askAs(await serviceToken(graphward, key), '{ editorial }'));
  });

  it("ends with its owner's account and leaves nothing behind", async () => {
    const key = await createKey(graphward, alice, { roles: ['EDITOR'] });
    const token = await serviceToken(graphward, key);

    const query = 'mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { deletedUserId } }';
    expectData(await graphward.as(alice).ask(query, { input: { currentPassword: alice.password } }));

    expectRefused(await askAs(token, '{ editorial }'), 'TOKEN_STALE');
    expect((await exchange(graphward, key)).status).toBe(401);
    expect(await stored().countDocuments({ ownerId: new ObjectId(alice.id) })).toBe(0);
  });

  it('with a role that no longer exists grants nothing by it', async () => {
    const key = await createKey(graphward, admin, { roles: ['EDITOR'] });
    await stored().updateOne({ _id: new ObjectId(key.id) }, { $push: { roles: 'REMOVED' as never } });

    expect(takeApart(await serviceToken(graphward, key)).claims.roles).toEqual(['EDITOR']);
    const { apiKeys } = expectData(await graphward.as(admin).ask('{ apiKeys { roles } }'));
    expect((apiKeys as unknown[])[0]).toEqual({ roles: ['EDITOR'] });
  });
});

describe('revoking a key', () => {
  it('ends its tokens immediately, on every instance within a second', async () => {
    const key = await createKey(graphward, alice, { roles: ['EDITOR'] });
    const [token, another] = [await serviceToken(graphward, key), await serviceToken(second, key)];

    const { revokeApiKey } = expectData(await revokeKey(graphward, alice, key.id));

    expect(revokeApiKey).toEqual({ id: key.id, revokedAt: clock().toISOString() });
    for (const each of [token, another]) expectRefused(await askAs(each, '{ editorial }'), 'TOKEN_REVOKED');
    expect((await exchange(second, key)).body).toMatchObject({ error: 'invalid_client' });
    expect(eventsOf(key).map(({ event, outcome }) => `${event} ${outcome}`)).toContain(
      'api_key_revoked success',
    );
  });

  it('can be repeated', async () => {
    const key = await createKey(graphward, alice);
    const first = expectData(await revokeKey(graphward, alice, key.id));
    clock.advance(5);
    expect(expectData(await revokeKey(second, alice, key.id))).toEqual(first);
  });

  it("needs no recent sign-in, and is not possible for another user's key", async () => {
    const key = await createKey(graphward, alice);
    const bob = await graphward.signUp('bob');
    expectCode(await revokeKey(graphward, bob, key.id), 'NOT_FOUND');
    expectCode(await revokeKey(graphward, alice, '0'.repeat(24)), 'NOT_FOUND');
    expectCode(await revokeKey(graphward, alice, '{"$ne":null}'), 'BAD_USER_INPUT');

    clock.advance(901);
    const { accessToken } = expectData(await tryToRefresh(graphward, alice.refreshToken)).refresh as Person;
    expectData(await revokeKey(graphward, { ...alice, accessToken }, key.id));
  });

  it('is possible for administrators', async () => {
    const key = await createKey(graphward, alice);
    expectData(await revokeKey(graphward, admin, key.id));
    expect(eventsOf(key).at(-1)).toMatchObject({ userId: admin.id, targetUserId: alice.id });
  });

  it('is not undone by a password change', async () => {
    const key = await createKey(graphward, alice, { roles: ['EDITOR'] });
    const token = await serviceToken(graphward, key);
    const query = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { expiresIn } }';
    const input = { currentPassword: alice.password, newPassword: 'four other words' };
    expectData(await graphward.as(alice).ask(query, { input }));

    expectRefused(await askAs(token, '{ editorial }'), 'TOKEN_STALE');
    expectData(await askAs(await serviceToken(graphward, key), '{ editorial }'));
  });
});

describe('lists of keys', () => {
  it('users list their own, newest first', async () => {
    const keys = [await createKey(graphward, alice), await createKey(graphward, alice, { name: 'second' })];
    const { apiKeys } = expectData(await graphward.as(alice).ask('{ apiKeys { id name } }'));
    expect(apiKeys).toEqual([
      { id: keys[1]?.id, name: 'second' },
      { id: keys[0]?.id, name: 'nightly import' },
    ]);
    const bob = await graphward.signUp('bob');
    expect(expectData(await graphward.as(bob).ask('{ apiKeys { id } }'))).toEqual({ apiKeys: [] });
  });

  it('administrators list those of one user, and of all users in pages', async () => {
    const key = await createKey(graphward, alice);
    const ofAlice = `{ user(id: "${alice.id}") { apiKeys { id owner { email } } } }`;
    expect(expectData(await graphward.as(admin).ask(ofAlice))).toEqual({
      user: { apiKeys: [{ id: key.id, owner: { email: alice.email } }] },
    });

    const all =
      'query ($after: String) { allApiKeys(first: 2, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }';
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { allApiKeys } = expectData(await graphward.as(admin).ask(all, { after }));
      const { edges, pageInfo } = allApiKeys as {
        edges: { node: { id: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      seen.push(...edges.map(({ node }) => node.id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen[0]).toBe(key.id);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    expect(seen).toHaveLength(await stored().countDocuments());
  });

  it('other users do not list them', async () => {
    expectCode(await graphward.as(alice).ask('{ allApiKeys { edges { cursor } } }'), 'FORBIDDEN');
  });

  it('reject a cursor of another list', async () => {
    const ask = (after: string) =>
      graphward
        .as(admin)
        .ask('query ($after: String) { allApiKeys(after: $after) { edges { cursor } } }', { after });
    for (const cursor of ['x', Buffer.from('["apiKeys","x"]').toString('base64url')])
      expectCode(await ask(cursor), 'BAD_USER_INPUT');
  });

  it('contain the time of the last use, written at most once a minute', async () => {
    const key = await createKey(graphward, alice);
    const lastUse = async () =>
      (await stored().findOne({ _id: new ObjectId(key.id) }))?.lastUsedAt as Date | null;
    await serviceToken(graphward, key);
    const first = clock();
    expect(await lastUse()).toEqual(first);

    clock.advance(59);
    graphward.takeCommands();
    await serviceToken(graphward, key);
    expect(await lastUse()).toEqual(first);
    clock.advance(2);
    await Promise.all([serviceToken(graphward, key), serviceToken(second, key)]);
    expect(await lastUse()).toEqual(clock());
  });

  it('are part of the export', async () => {
    const key = await createKey(graphward, alice);
    const { exportAccount } = expectData(await graphward.as(alice).ask('{ exportAccount }'));
    const { apiKeys } = JSON.parse(String(exportAccount)) as { apiKeys: unknown[] };
    expect(apiKeys).toMatchObject([{ id: key.id, name: 'nightly import' }]);
    expect(JSON.stringify(exportAccount)).not.toContain('hash');
  });
});

it('a gateway learns the ID of the key, its roles and scopes', async () => {
  const key = await createKey(graphward, admin, { roles: ['EDITOR'], scopes: ['sales:read'] });
  const authorization = `Bearer ${await serviceToken(graphward, key)}`;

  const { status, headers } = await fetch(`${graphward.url}/verify?role=EDITOR`, {
    headers: { authorization },
  });

  expect(status).toBe(204);
  expect(headers.get('x-graphward-user')).toBe(key.id);
  expect(headers.get('x-graphward-scopes')).toBe('sales:read');
  const asBearer = { headers: { authorization: `Bearer ${key.key}` } };
  expect((await fetch(`${graphward.url}/verify`, asBearer)).status).toBe(401);
});

it('a key is not an access token', async () => {
  const { key } = await createKey(graphward, alice);

  const result = await askAs(key, '{ me { id } }');

  expectRefused(result, 'TOKEN_INVALID');
  expect(result.errors?.[0]?.message).toContain('Exchange it for an access token at POST /token.');
  expect(result.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  expectData(await tryToLogIn(graphward, alice));
});
