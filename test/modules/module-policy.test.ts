import { loadedObject } from '@graphward/authorization';
import type { Collection } from 'mongodb';
import type { DatabaseConnection } from '../../src/context.js';
import { defineModule } from '../../src/modules/index.js';
import { type Person, startGraphward, useGraphward } from '../support/graphward.js';

interface Issue {
  readonly _id: string;
  readonly tenant: string;
  readonly authorId: string;
  readonly title: string;
}

let issues: Collection<Issue>;
const groups = new Map<string, readonly string[]>();
const loaded: unknown[] = [];
let stopped = 0;

const tracker = defineModule({
  name: 'tracker',
  typeDefs: `
    type Issue @auth(group: "tenantId") @auth(requires: EDITOR, owner: "authorId", policy: "isShared") {
      id: ID  tenantId: ID  authorId: ID  title: String
    }
    extend type Query {
      issues: [Issue!]! @auth
      issue(id: ID! @auth(of: "Issue")): Issue @auth
      stolen: [Issue!]! @auth @filtered
      reports: String @auth(scopes: [["reports", "read"]])
    }
    extend type Mutation { rename(id: ID! @auth(of: "Issue"), title: String!): Issue @auth }
  `,
  resolvers: {
    Issue: { id: ({ _id }: Issue) => _id, tenantId: ({ tenant }: Issue) => tenant },
    Query: {
      issues: (_root, _args, { rows }) =>
        issues
          .find(rows('Issue', { tenantId: 'tenant' }))
          .sort({ _id: 1 })
          .toArray(),
      issue: (_root, { id }: { id: string }, context) => {
        const issue = loadedObject(context, 'Issue', id);
        loaded.push(issue);
        return issue;
      },
      stolen: () => issues.find({}).sort({ _id: 1 }).toArray(),
      reports: () => 'all fine',
    },
    Mutation: {
      rename: (_root, { id, title }: { id: string; title: string }, { rows }) =>
        issues.findOneAndUpdate(
          { $and: [{ _id: id }, rows('Issue', { tenantId: 'tenant' })] },
          { $set: { title } },
          { returnDocument: 'after' },
        ),
    },
  },
  objects: {
    Issue: async (ids) => {
      const found = await issues.find({ _id: { $in: [...ids] } }).toArray();
      return ids.map((id) => found.find(({ _id }) => _id === id) ?? null);
    },
  },
  policies: {
    isShared: {
      check: (objects: readonly Issue[]) => objects.map(({ title }) => title === 'shared'),
      filter: () => ({ field: 'title', in: ['shared'] }),
    },
  },
  claims: ({ id }) => ({
    groups: groups.get(id) ?? [],
    scopes: id === reader?.id ? ['read', 'reports'] : [],
  }),
  start: async ({ connection }: { connection: DatabaseConnection }) => {
    issues = connection.getClient().db().collection<Issue>('issues');
    await issues.createIndexes([{ key: { tenant: 1 } }]);
    return { stop: () => (stopped += 1) };
  },
});

let reader: Person | undefined;
const graphward = useGraphward({ modules: [tracker] });
const list = '{ issues { id } }';
const ids = (data: unknown) => (data as { issues: { id: string }[] }).issues.map(({ id }) => id);

async function member(name: string, ...tenants: string[]): Promise<Person> {
  const person = await graphward.signUp(name);
  groups.set(person.id, tenants);
  return graphward.signIn(person);
}

let alice: Person;
let bob: Person;
beforeAll(async () => {
  alice = await member('alice', 'acme');
  bob = await member('bob', 'acme', 'beta');
  await issues.insertMany([
    { _id: '1', tenant: 'acme', authorId: alice.id, title: 'a' },
    { _id: '2', tenant: 'acme', authorId: bob.id, title: 'b' },
    { _id: '3', tenant: 'beta', authorId: bob.id, title: 'c' },
    { _id: '4', tenant: 'beta', authorId: alice.id, title: 'd' },
    { _id: '5', tenant: 'acme', authorId: bob.id, title: 'shared' },
  ]);
});

it('lists, filters and guards agree', async () => {
  for (const [person, expected] of [
    [alice, ['1', '5']],
    [bob, ['2', '3', '5']],
  ] as const) {
    const { data } = await graphward.as(person).ask('{ issues { id } stolen { id } }');
    const { issues: listed, stolen } = data as Record<'issues' | 'stolen', { id: string }[]>;
    expect(listed.map(({ id }) => id)).toEqual(expected);
    expect(stolen).toEqual(listed);
    for (const id of ['1', '2', '3', '4', '5', 'missing']) {
      const single = await graphward.as(person).ask('query ($id: ID!) { issue(id: $id) { id } }', { id });
      expect(single).toMatchObject({
        data: { issue: (expected as readonly string[]).includes(id) ? { id } : null },
      });
    }
  }
});

it("refuses to rename another tenant's issue, and one that does not exist, in the same way", async () => {
  const rename = 'mutation ($id: ID!) { rename(id: $id, title: "x") { id } }';
  const [foreign, missing] = await Promise.all(
    ['3', 'missing'].map((id) => graphward.as(alice).ask(rename, { id })),
  );
  expect(foreign?.errors).toEqual(missing?.errors);
  expect(foreign?.data).toEqual(missing?.data);
  expect(foreign).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  expect(await issues.findOne({ _id: '3' })).toMatchObject({ title: 'c' });
  const own = await graphward.as(alice).ask('mutation { rename(id: "1", title: "new") { title } }');
  expect(own).toMatchObject({ data: { rename: { title: 'new' } } });
});

it('a change of claims takes effect without a new sign-in', async () => {
  const carol = await member('carol');
  expect(ids((await graphward.as(carol).ask(list)).data)).toEqual([]);
  groups.set(carol.id, ['beta', 'acme']);
  expect(ids((await graphward.as(carol).ask(list)).data)).toEqual([]);
  await graphward.app.services.sessions.refreshClaims(carol.id);
  const stale = await graphward.as(carol).ask(list);
  expect(stale).toMatchObject({ errors: [{ extensions: { reason: 'TOKEN_STALE' } }] });
  const refreshed = await graphward.ask(
    'mutation ($input: RefreshInput) { refresh(input: $input) { accessToken } }',
    { input: { refreshToken: carol.refreshToken } },
  );
  carol.accessToken = (refreshed.data as { refresh: { accessToken: string } }).refresh.accessToken;
  expect(ids((await graphward.as(carol).ask(list)).data)).toEqual(['5']);
});

it('scopes are a claim of the token, separated by spaces', async () => {
  reader = await graphward.signUp('reader');
  reader = await graphward.signIn(reader);
  expect((await graphward.as(reader).ask('{ reports }')).data).toEqual({ reports: 'all fine' });
  expect(await graphward.as(alice).ask('{ reports }')).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
  const [, payload = ''] = reader.accessToken.split('.');
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ scope: 'read reports' });
});

it.each([
  ['no object', null, /must return an object/],
  ['groups that are no list', { groups: 'acme' }, /groups must be an array/],
  ['an empty group', { groups: [''] }, /groups must be an array/],
  ['a long group', { groups: ['x'.repeat(257)] }, /1 to 256 characters/],
  ['a scope with a space', { scopes: ['a b'] }, /scopes must be an array/],
  ['a reserved claim', { roles: ['ADMIN'] }, /roles is reserved/],
  ['a subject', { sub: 'root' }, /sub is reserved/],
  ['too much', { groups: [], plan: 'x'.repeat(4_000) }, /at most 3000 fit/],
  ['too many bytes', { plan: 'ü'.repeat(2_000) }, /at most 3000 fit/],
])(
  'a module whose claims are %s fails the sign-in and says why in the log',
  async (_what, claims, message) => {
    const broken = defineModule({
      name: 'broken',
      typeDefs: 'extend type Query { nothing: Int @public }',
      claims: () => claims as unknown as Record<string, unknown>,
    });
    const server = await startGraphward({ modules: [broken] });
    const input = { email: 'a@example.com', password: 'a long enough password', name: 'A' };
    const result = await server.ask(
      'mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }',
      { input },
    );
    await server.stop();
    expect(result).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(JSON.stringify(server.logLines)).toMatch(message);
  },
);

it('modules stop with the server, and one that does not start stops it', async () => {
  const before = stopped;
  const server = await startGraphward({ modules: [tracker] });
  await server.stop();
  expect(stopped).toBe(before + 1);
  const failing = defineModule({
    name: 'failing',
    typeDefs: 'extend type Query { nothing: Int @public }',
    start: () => {
      throw new Error('no queue');
    },
  });
  await expect(startGraphward({ modules: [tracker, failing] })).rejects.toThrow(
    /module failing did not start: no queue/,
  );
  expect(stopped).toBe(before + 2);
});

it.each(['policies', 'objects'] as const)('two modules cannot define the same %s', async (property) => {
  const both = ['one', 'two'].map((name) =>
    defineModule({
      name,
      typeDefs: `extend type Query { ${name}: Int @public }`,
      [property]: { same: () => [] },
    }),
  );
  await expect(startGraphward({ modules: both })).rejects.toThrow(
    `The modules one and two both define ${property}.same`,
  );
});
