import { AuthorizationError, denialOf, loadedObject, type ObjectLoader } from '../../src/index.js';
import { alice, anonymous, ask, bob, enforced, erin, root, type TestContext } from './enforced.js';

interface Draft {
  readonly id: string;
  readonly authorId: string | null;
}

const sdl = `
  type Query {
    draft(id: ID @auth(requires: EDITOR, owner: "authorId", of: "Draft")): String @auth
    own(id: ID! @auth(of: "Draft")): String @auth
    rows: [Row!]! @public
  }
  type Mutation {
    remove(id: ID! @auth(requires: EDITOR, owner: "authorId", of: "Draft")): String @auth
    removeAll(ids: [ID!]! @auth(requires: EDITOR, owner: "authorId", of: "Draft")): String @auth
    save(input: SaveInput!): String @auth
    note(text: String): String @auth
    pay(id: ID! @auth(of: "Draft", maxAge: 60)): String @auth
    number(id: Int! @auth(of: "Draft")): String @auth
  }
  input SaveInput { id: ID @auth(requires: EDITOR, owner: "authorId", of: "Draft")  parts: [Part!]  next: SaveInput }
  input Part { draft: ID! @auth(requires: ADMIN, owner: "authorId", of: "Draft") }
  type Draft @auth(requires: EDITOR, owner: "authorId") { id: ID  authorId: ID }
  type Row { draft(id: ID! @auth(of: "Draft")): String }
`;

const drafts: readonly Draft[] = [
  { id: '1', authorId: 'alice' },
  { id: '2', authorId: 'alice' },
  { id: '3', authorId: 'bob' },
  { id: '4', authorId: null },
];

function setUp(load?: ObjectLoader<TestContext>, limits: { maxObjects?: number; timeLimit?: number } = {}) {
  const loads: (readonly string[])[] = [];
  const ran: string[] = [];
  const run = (name: string) => () => {
    ran.push(name);
    return name;
  };
  const schema = enforced(
    sdl,
    {
      Query: { draft: run('draft'), own: run('own'), rows: () => [{}, {}] },
      Mutation: Object.fromEntries(
        ['remove', 'removeAll', 'save', 'note', 'pay', 'number'].map((name) => [name, run(name)]),
      ),
      Row: { draft: run('row') },
    },
    {
      ...limits,
      objects: {
        Draft: (ids, context) => {
          loads.push(ids);
          return load ? load(ids, context) : ids.map((id) => drafts.find((draft) => draft.id === id) ?? null);
        },
      },
    },
  );
  return { schema, loads, ran };
}

it.each([
  ['the owner', alice, '1', []],
  ["another user's object", bob, '1', ['remove FORBIDDEN']],
  ['an object that does not exist', bob, '99', ['remove FORBIDDEN']],
  ['an object that belongs to nobody', alice, '4', ['remove FORBIDDEN']],
  ['an anonymous viewer', anonymous, '1', ['remove UNAUTHENTICATED']],
  ['a role that suffices', erin, '1', []],
  ['a role that suffices, for an object that does not exist', erin, '99', []],
])('the object that an argument identifies: %s', async (_what, viewer, id, denied) => {
  const { schema, loads, ran } = setUp();
  const result = await ask(schema, viewer, `mutation { remove(id: "${id}") }`);
  expect(result.denied).toEqual(denied);
  expect(ran).toEqual(denied.length === 0 ? ['remove'] : []);
  expect(loads).toEqual(viewer === anonymous || viewer === erin ? [] : [[id]]);
});

it("gives a missing object and another user's object the same error", async () => {
  const { schema } = setUp();
  const messages = await Promise.all(
    ['3', '99'].map(async (id) => (await ask(schema, alice, `mutation { remove(id: "${id}") }`)).errors),
  );
  expect(messages[0]).toEqual(messages[1]);
  expect(messages[0]?.[0]?.message).toBe('You are not allowed to use the argument "id".');
  const { originalError } = messages[0]?.[0] ?? {};
  expect(originalError && denialOf(originalError)?.coordinate).toBe('Mutation.remove(id:)');
});

it.each([
  ['a list', 'mutation { removeAll(ids: ["1", "2"]) }', {}],
  ['a variable', 'mutation ($id: ID!) { remove(id: $id) }', { id: '1' }],
  ['a number in a variable', 'mutation ($id: ID!) { remove(id: $id) }', { id: 1 }],
  ['a list in a variable', 'mutation ($ids: [ID!]!) { removeAll(ids: $ids) }', { ids: ['1', '2'] }],
  ['one ID for a list', 'mutation ($ids: [ID!]!) { removeAll(ids: $ids) }', { ids: '1' }],
  ['a variable in a list', 'mutation ($id: ID!) { removeAll(ids: ["1", $id]) }', { id: '2' }],
  ['an input field', 'mutation { save(input: { id: "1" }) }', {}],
  ['a nested input', 'mutation { save(input: { next: { next: { id: "1" } } }) }', {}],
  ['a list of inputs', 'mutation { save(input: { parts: [{ draft: "1" }, { draft: "2" }] }) }', {}],
  ['an input in a variable', 'mutation ($i: SaveInput!) { save(input: $i) }', { i: { next: { id: '2' } } }],
  ['a default of the operation', 'mutation ($id: ID! = "1") { remove(id: $id) }', {}],
  ['a fragment', 'mutation { ...F } fragment F on Mutation { remove(id: "1") }', {}],
  ['a number', 'mutation { number(id: 1) }', {}],
])('reads IDs from %s', async (_what, query, variables) => {
  const { schema, loads } = setUp();
  expect((await ask(schema, alice, query, variables)).denied).toEqual([]);
  expect(loads).toHaveLength(1);
  expect((await ask(schema, bob, query, variables)).denied).toEqual([expect.stringContaining('FORBIDDEN')]);
});

it.each([
  ['null', 'mutation { save(input: { id: null }) }', {}],
  ['an omitted input field', 'mutation { save(input: {}) }', {}],
  ['an empty list', 'mutation { removeAll(ids: []) }', {}],
  ['a variable without a value', 'mutation ($id: ID) { save(input: { id: $id }) }', {}],
  ['null in a variable', 'mutation ($id: ID) { save(input: { id: $id }) }', { id: null }],
])('%s identifies no object', async (_what, query, variables) => {
  const { schema, loads, ran } = setUp();
  expect((await ask(schema, bob, query, variables)).denied).toEqual([]);
  expect(ran).toHaveLength(1);
  expect(loads).toEqual([]);
  expect((await ask(schema, anonymous, query, variables)).denied).toEqual([
    expect.stringContaining('UNAUTHENTICATED'),
  ]);
});

it('loads all objects of a mutation at once and each once, before anything runs', async () => {
  const { schema, loads, ran } = setUp();
  const query =
    'mutation { a: remove(id: "1") b: removeAll(ids: ["1", "2"]) note(text: "x") c: remove(id: "3") }';
  const result = await ask(schema, alice, query);
  expect(result.denied).toEqual(['a FORBIDDEN', 'b FORBIDDEN', 'note FORBIDDEN', 'c FORBIDDEN']);
  expect(loads).toEqual([['1', '2', '3']]);
  expect(ran).toEqual([]);
});

it('loads nothing if roles deny another field', async () => {
  const { schema, loads } = setUp();
  const query = 'mutation { remove(id: "1") save(input: { parts: [] }) pay(id: "1") }';
  expect((await ask(schema, alice, query)).denied).toEqual([
    'remove REAUTHENTICATION_REQUIRED',
    'save REAUTHENTICATION_REQUIRED',
    'pay REAUTHENTICATION_REQUIRED',
  ]);
  expect(loads).toEqual([]);
});

it('applies to arguments in queries, in one batch', async () => {
  const { schema, loads } = setUp();
  const result = await ask(schema, alice, '{ a: draft(id: "1") b: draft(id: "3") c: own(id: "2") d: draft }');
  expect(result.denied).toEqual(['b FORBIDDEN']);
  expect(result.data).toEqual({ a: 'draft', b: null, c: 'own', d: 'draft' });
  expect(loads).toEqual([['1', '3', '2']]);
});

it('applies to arguments of nested fields, once for all rows', async () => {
  const { schema, loads } = setUp();
  const result = await ask(schema, alice, '{ rows { draft(id: "1") } }');
  expect(result.data).toEqual({ rows: [{ draft: 'row' }, { draft: 'row' }] });
  expect(loads).toEqual([['1']]);
});

it('`of` alone means the rule of the type', async () => {
  const { schema } = setUp();
  expect((await ask(schema, alice, '{ own(id: "1") }')).denied).toEqual([]);
  expect((await ask(schema, bob, '{ own(id: "1") }')).denied).toEqual(['own FORBIDDEN']);
  expect((await ask(schema, erin, '{ own(id: "99") }')).denied).toEqual([]);
});

it('decides about every item of a list of inputs', async () => {
  const { schema } = setUp();
  const query = 'mutation { save(input: { parts: [{ draft: "1" }, { draft: "3" }] }) }';
  expect((await ask(schema, alice, query)).denied).toEqual(['save FORBIDDEN']);
});

it('decides about the objects of every type that a value identifies', async () => {
  const schema = enforced(
    `type Query { a(id: ID! @auth(owner: "authorId", of: "Draft") @auth(owner: "authorId", of: "Page")): String @auth }
     type Draft { authorId: ID }
     type Page { authorId: ID }`,
    {},
    { objects: { Draft: () => [{ authorId: 'alice' }], Page: () => [{ authorId: 'bob' }] } },
  );
  for (const viewer of [alice, bob])
    expect((await ask(schema, viewer, '{ a(id: "1") }')).denied).toEqual(['a FORBIDDEN']);
});

it('requires of each viewer the rules that their roles do not satisfy', async () => {
  const schema = enforced(
    `type Query {
       a(id: ID! @auth(requires: EDITOR, owner: "authorId", of: "Draft") @auth(requires: ADMIN, group: "teamId", of: "Draft")): String @auth
     }
     type Draft { authorId: ID teamId: ID }`,
    {},
    { objects: { Draft: (ids) => ids.map(() => ({ authorId: 'alice', teamId: 'red' })) } },
  );
  const query = '{ a(id: "1") }';
  const groups = ['red'];
  expect((await ask(schema, { ...erin, groups }, query)).denied).toEqual([]);
  expect((await ask(schema, { ...bob, groups }, query)).denied).toEqual(['a FORBIDDEN']);
  expect((await ask(schema, { ...alice, groups }, query)).denied).toEqual([]);
  expect((await ask(schema, alice, query)).denied).toEqual(['a FORBIDDEN']);
  expect((await ask(schema, root, query)).denied).toEqual([]);
});

it('`maxAge` applies in addition to the object', async () => {
  const { schema } = setUp();
  const recent = { ...alice, authTime: Date.now() / 1000 - 10 };
  expect((await ask(schema, recent, 'mutation { pay(id: "1") }')).denied).toEqual([]);
  expect((await ask(schema, recent, 'mutation { pay(id: "3") }')).denied).toEqual(['pay FORBIDDEN']);
  expect((await ask(schema, alice, 'mutation { pay(id: "1") }')).denied).toEqual([
    'pay REAUTHENTICATION_REQUIRED',
  ]);
});

it('hands the loaded object to the resolver', async () => {
  const seen: unknown[] = [];
  const context = { viewer: alice };
  const schema = enforced(
    'type Query { a(id: ID! @auth(requires: EDITOR, owner: "authorId", of: "Draft")): String @auth } type Draft { id: ID authorId: ID }',
    {
      Query: {
        a: (_root: unknown, { id }: { id: string }, context: TestContext) => {
          seen.push(loadedObject(context, 'Draft', id), loadedObject(context, 'Draft', 'other'));
        },
      },
    },
    { objects: { Draft: () => [drafts[0] ?? null] } },
  );
  await ask(schema, context.viewer, '{ a(id: "1") }');
  await ask(schema, erin, '{ a(id: "1") }');
  expect(seen).toEqual([drafts[0], undefined, undefined, undefined]);
});

it('reads the owner through the type’s resolver, and a list of owners', async () => {
  const schema = enforced(
    `type Query { a(id: ID! @auth(owner: "authorId", of: "Draft")): String @auth
       b(id: ID! @auth(owner: "editors", of: "Draft")): String @auth }
     type Draft { authorId: ID editors: [ID!] }`,
    { Draft: { authorId: async (draft: { author: string }) => Promise.resolve(draft.author) } },
    { objects: { Draft: (ids) => ids.map(() => ({ author: 'alice', editors: ['bob', 'carl'] })) } },
  );
  const query = '{ a(id: "1") b(id: "1") }';
  expect((await ask(schema, alice, query)).denied).toEqual(['b FORBIDDEN']);
  expect((await ask(schema, bob, query)).denied).toEqual(['a FORBIDDEN']);
  expect((await ask(schema, erin, query)).denied.toSorted()).toEqual(['a FORBIDDEN', 'b FORBIDDEN']);
});

it('decides again after each field of a mutation, because it may have changed the owner', async () => {
  const draft = { authorId: 'alice' };
  const schema = enforced(
    `type Query { a: String @public }
     type Mutation { give(to: ID!): Draft @auth }
     type Draft @auth(owner: "authorId") { id: ID authorId: ID }`,
    {
      Mutation: {
        give: (_root: unknown, { to }: { to: string }) => {
          draft.authorId = to;
          return draft;
        },
      },
      Draft: { authorId: (each: typeof draft) => Promise.resolve(each.authorId) },
    },
  );
  const result = await ask(
    schema,
    alice,
    'mutation { a: give(to: "alice") { id } b: give(to: "bob") { id } }',
  );
  expect(result.denied).toEqual(['b.id FORBIDDEN']);
});

it('decides about one object for each type that it is resolved as', async () => {
  const thing = { author: 'alice', boss: 'bob' };
  const schema = enforced(
    `type Query { a: A @public b: B @public }
     interface Owned @auth(owner: "ownerId") { ownerId: ID }
     type A implements Owned { ownerId: ID x: Int }
     type B implements Owned { ownerId: ID x: Int }`,
    {
      Query: { a: () => thing, b: () => thing },
      A: { ownerId: ({ author }: typeof thing) => Promise.resolve(author), x: () => 1 },
      B: { ownerId: ({ boss }: typeof thing) => Promise.resolve(boss), x: () => 2 },
    },
  );
  expect((await ask(schema, alice, '{ a { x } b { x } }')).denied).toEqual(['b.x FORBIDDEN']);
  expect((await ask(schema, bob, '{ b { x } a { x } }')).denied).toEqual(['a.x FORBIDDEN']);
});

describe('a loader', () => {
  const failures: readonly (readonly [string, ObjectLoader<TestContext>, RegExp])[] = [
    [
      'throws',
      () => {
        throw new Error('database down');
      },
      /^database down$/,
    ],
    ['rejects', () => Promise.reject(new Error('database down')), /^database down$/],
    ['returns an error for an ID', () => [new Error('row is broken')], /^row is broken$/],
    ['returns no array', (() => null) as unknown as ObjectLoader<TestContext>, /returned no array/],
    ['returns too few', () => [], /returned 0 for 1 IDs/],
    ['returns too many', () => [null, null], /returned 2 for 1 IDs/],
    [
      'returns something else than objects',
      (() => ['x']) as unknown as ObjectLoader<TestContext>,
      /returned a string/,
    ],
    ['does not finish', () => new Promise(() => undefined), /did not finish within 5 ms/],
  ];
  it.each(failures)('that %s denies with its error', async (_what, load, message) => {
    const { schema, ran } = setUp(load, { timeLimit: 5 });
    const { errors, data } = await ask(schema, alice, 'mutation { remove(id: "1") note(text: "x") }');
    expect(data).toEqual({ remove: null, note: null });
    expect(ran).toEqual([]);
    for (const error of errors ?? []) {
      expect(error.message).toMatch(message);
      expect(error.originalError).not.toBeInstanceOf(AuthorizationError);
    }
  });

  it('that returns objects in another order denies with an error', async () => {
    const { schema, ran } = setUp((ids) =>
      ids.map((id) => drafts.find((draft) => draft.id === id) ?? null).reverse(),
    );
    const { errors } = await ask(schema, alice, 'mutation { removeAll(ids: ["1", "2"]) }');
    expect(errors?.[0]?.message).toMatch(/Their order differs/);
    expect(ran).toEqual([]);
  });

  it('is not asked for more objects than an operation may identify', async () => {
    const { schema, loads, ran } = setUp();
    const ids = Array.from({ length: 1_000 }, (_, index) => `id${index}`);
    const result = await ask(schema, alice, 'mutation ($ids: [ID!]!) { removeAll(ids: $ids) }', { ids });
    expect(result.denied).toEqual(['removeAll QUERY_TOO_COMPLEX']);
    expect(loads).toEqual([]);
    expect(ran).toEqual([]);
    const twice = await ask(schema, alice, 'mutation ($ids: [ID!]!) { removeAll(ids: $ids) }', {
      ids: ids.map(() => '1'),
    });
    expect(twice.denied).toEqual([]);
  });
});

it('leaves no promise behind if one field fails at once and another one later', async () => {
  const schema = enforced(
    `scalar Key type Query { a: Int @public } type Draft { authorId: ID }
     type Mutation { late(id: ID! @auth(owner: "authorId", of: "Draft")): String @auth
       early(id: Key! @auth(owner: "authorId", of: "Draft")): String @auth }`,
    {},
    { objects: { Draft: () => Promise.reject(new Error('database down')) } },
  );
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const { denied } = await ask(schema, alice, 'mutation { late(id: "1") early(id: true) }');
  await new Promise(setImmediate);
  process.off('unhandledRejection', note);
  expect(denied).toHaveLength(2);
  expect(unhandled).toEqual([]);
});

it('a value that is not an ID is rejected', async () => {
  const { schema, loads } = setUp();
  const result = await ask(schema, root, 'mutation { number(id: 1) }');
  expect(result.denied).toEqual([]);
  const scalar = enforced(
    'scalar Key type Query { a(id: Key! @auth(owner: "authorId", of: "Draft")): String @auth } type Draft { authorId: ID }',
    {},
    { objects: { Draft: () => [null] } },
  );
  const { denied, errors } = await ask(scalar, alice, '{ a(id: [true]) b: a(id: true) }');
  expect(denied).toEqual(['a BAD_USER_INPUT', 'b BAD_USER_INPUT']);
  expect(errors?.[0]?.message).toBe('The value of the argument "id" is not an ID.');
  expect(loads).toEqual([]);
});
