import {
  matchesRowFilter,
  type PolicyDefinition,
  type RowFilter,
  rowFilter,
  type Viewer,
} from '../../src/index.js';
import {
  alice,
  anonymous,
  ask,
  bob,
  enforced,
  erin,
  problemsOf,
  root,
  type TestContext,
} from './enforced.js';

const query = 'type Query { a: Int @public }\n';

describe('@filtered', () => {
  const sdl = `
    type Query {
      drafts: [Draft!]! @public @filtered
      draft(id: ID!): Draft @public @filtered
      later: [Draft] @public @filtered
      nested: [[Draft!]!]! @public @filtered
      search: [Found!] @public @filtered
      nodes: [Node!] @public @filtered
      stream: [Draft!] @public @filtered
      owned: [Owned!] @auth @filtered
      broken: [Found] @public @filtered
      failing: [Late] @public @filtered
    }
    interface Node @auth { id: ID }
    type Draft implements Node @auth(requires: EDITOR, owner: "authorId") { id: ID authorId: ID text: String @auth(requires: ADMIN) }
    type Page implements Node { id: ID }
    type Open { id: ID }
    type Owned @auth(policy: "isOdd") { id: ID }
    type Late @auth(owner: "authorId") { id: ID authorId: ID }
    union Found = Draft | Page | Open
  `;
  const drafts = [
    { __typename: 'Draft', id: '1', authorId: 'alice' },
    { __typename: 'Draft', id: '2', authorId: 'bob' },
    { __typename: 'Draft', id: '3', authorId: 'alice' },
  ];
  const mixed = [drafts[1], { __typename: 'Page', id: 'p' }, { __typename: 'Open', id: 'o' }, drafts[0]];
  async function* streamed() {
    yield* await Promise.resolve(drafts);
  }
  let calls = 0;
  const schema = enforced(
    sdl,
    {
      Query: {
        drafts: () => drafts,
        draft: (_root: unknown, { id }: { id: string }) => drafts.find((each) => each.id === id),
        later: () => Promise.resolve([drafts[0], null, Promise.resolve(drafts[1])]),
        nested: () => [drafts, [], [drafts[1]]],
        search: () => mixed,
        nodes: () => [...drafts, { __typename: 'Page', id: 'p' }],
        stream: () => streamed(),
        owned: () => Array.from({ length: 4 }, (_, index) => ({ id: String(index) })),
        broken: () => [drafts[0], { id: 'x' }, new Error('lost')],
        failing: () => [{ id: '1' }, { id: '2' }],
      },
      Late: {
        authorId: async ({ id }: { id: string }) => {
          await Promise.resolve();
          if (id === '2') throw new Error('no connection');
          return 'alice';
        },
      },
    },
    {
      policies: {
        isOdd: (objects: readonly { id: string }[]) => {
          calls += 1;
          return objects.map(({ id }) => Number(id) % 2 === 1);
        },
      },
    },
  );
  const ids = (...list: string[]) => list.map((id) => ({ id }));

  it.each<[string, Viewer | null, string, unknown]>([
    ['a list', alice, '{ drafts { id } }', { drafts: ids('1', '3') }],
    ['a list for another viewer', bob, '{ drafts { id } }', { drafts: ids('2') }],
    ['a list for a role', erin, '{ drafts { id } }', { drafts: ids('1', '2', '3') }],
    ['a list for nobody', anonymous, '{ drafts { id } }', { drafts: [] }],
    [
      'an object',
      alice,
      '{ a: draft(id: "1") { id } b: draft(id: "2") { id } c: draft(id: "9") { id } }',
      { a: { id: '1' }, b: null, c: null },
    ],
    ['promises, and null', alice, '{ later { id } }', { later: [{ id: '1' }, null] }],
    ['lists of lists', bob, '{ nested { id } }', { nested: [ids('2'), [], ids('2')] }],
    [
      'a union',
      alice,
      '{ search { ... on Draft { id } ... on Page { id } ... on Open { id } } }',
      { search: ids('p', 'o', '1') },
    ],
    ['a union for nobody', anonymous, '{ search { ... on Open { id } } }', { search: ids('o') }],
    ['an interface', bob, '{ nodes { id } }', { nodes: ids('2', 'p') }],
    ['an interface for nobody', anonymous, '{ nodes { id } }', { nodes: [] }],
    ['an asynchronous list', alice, '{ stream { id } }', { stream: ids('1', '3') }],
    ['objects by a policy', alice, '{ owned { id } }', { owned: ids('1', '3') }],
  ])('omits from %s what the viewer may not see', async (_what, viewer, operation, expected) => {
    expect(await ask(schema, viewer, operation)).toMatchObject({ data: expected, denied: [] });
  });

  it('decides once for all rows and their fields', async () => {
    calls = 0;
    await ask(schema, alice, '{ owned { a: id b: id } }');
    expect(calls).toBe(1);
  });

  it('leaves the rules of fields to the fields', async () => {
    const { data, denied } = await ask(schema, alice, '{ drafts { id text } }');
    expect(data).toEqual({
      drafts: [
        { id: '1', text: null },
        { id: '3', text: null },
      ],
    });
    expect(denied).toEqual(['drafts.0.text FORBIDDEN', 'drafts.1.text FORBIDDEN']);
  });

  it('does not hide errors', async () => {
    const { data, errors } = await ask(schema, alice, '{ broken { ... on Draft { id } } failing { id } }');
    expect(data).toEqual({ broken: [{ id: '1' }, null, null], failing: [{ id: '1' }, null] });
    expect(errors?.map(({ message }) => message).toSorted()).toEqual([
      expect.stringMatching(/must resolve to an Object type/),
      'lost',
      'no connection',
    ]);
  });

  it('reports an error that an owner resolver throws at its item', async () => {
    const throwing = enforced(
      `type Query { list: [Late] @public @filtered } type Late @auth(owner: "authorId") { id: ID authorId: ID }`,
      {
        Query: { list: () => [{ id: '1' }, { id: '2' }, { id: '3' }] },
        Late: {
          authorId: ({ id }: { id: string }) => {
            if (id === '1') return Promise.reject(new Error('late'));
            if (id === '2') throw new Error('early');
            return 'alice';
          },
        },
      },
    );
    const { data, errors } = await ask(throwing, alice, '{ list { id } }');
    expect(data).toEqual({ list: [null, null, { id: '3' }] });
    expect(errors?.map(({ message }) => message)).toEqual(['late', 'early']);
  });

  it.each([
    ['a scalar', 'type T { x: [Int] @filtered }', /has no effect on \[Int\]/],
    ['a type without a rule', 'type T { t: [T] @filtered }', /no object of \[T\] has a rule/],
    ['a non-null object', 'type T @auth { t: T! @filtered }', /Make the field nullable/],
    ['a type', 'type T @filtered { x: Int }', /cannot be enforced on OBJECT/],
  ])('%s stops start-up', (_what, sdl, message) => {
    expect(
      problemsOf(query + sdl)
        .map((problem) => problem.message)
        .join(),
    ).toMatch(message);
  });

  it('of an interface applies to its types', async () => {
    const inherited = enforced(
      `interface Box { drafts: [Draft!]! @filtered }
       type Query implements Box { drafts: [Draft!]! @public }
       type Draft @auth(owner: "authorId") { id: ID authorId: ID }`,
      { Query: { drafts: () => drafts } },
    );
    expect((await ask(inherited, bob, '{ drafts { id } }')).data).toEqual({ drafts: ids('2') });
  });
});

describe('a row filter', () => {
  const isOpen: PolicyDefinition<TestContext> = {
    check: (objects: readonly { state: string }[]) => objects.map(({ state }) => state === 'OPEN'),
    filter: (viewer, context) => ({ field: 'state', in: ['OPEN', viewer.id, context.viewer?.id ?? ''] }),
  };
  const schema = enforced(
    `type Query { a: Int @public }
     type Draft @auth(requires: EDITOR, owner: "authorId") { id: ID authorId: ID }
     type Issue @auth(group: "tenantId") @auth(requires: EDITOR, owner: "authorIds", policy: "isOpen") { tenantId: ID authorIds: [ID] state: String }
     type Scoped @auth(scopes: "read", group: "tenantId") { tenantId: ID }
     type Recent @auth(owner: "id", maxAge: 60) { id: ID }
     type Code @auth(policy: [["isOpen", "isCode"]]) { id: ID }
     type Free { id: ID }
     interface Node @auth(owner: "id") { id: ID }
     type Leaf implements Node { id: ID }
     type Twig implements Node @auth(group: "tenantId") { id: ID tenantId: ID }
     union Any = Draft | Free
     union Public = Free
     input Input { id: ID }`,
    {},
    { policies: { isOpen, isCode: () => [] } },
  );
  const authTime = Date.now() / 1000 - 5;

  it.each<[string, Viewer | null, RowFilter]>([
    ['Draft', alice, { field: 'authorId', in: ['alice'] }],
    ['Draft', erin, true],
    ['Draft', anonymous, false],
    ['Free', anonymous, true],
    ['Leaf', alice, { field: 'id', in: ['alice'] }],
    ['Issue', alice, false],
    ['Issue', { ...erin, groups: ['acme'] }, { field: 'tenantId', in: ['acme'] }],
    [
      'Issue',
      { ...alice, groups: ['acme', 'beta'] },
      {
        and: [
          { field: 'tenantId', in: ['acme', 'beta'] },
          {
            or: [
              { field: 'authorIds', in: ['alice'] },
              { field: 'state', in: ['OPEN', 'alice', 'bob'] },
            ],
          },
        ],
      },
    ],
    ['Scoped', { ...alice, scopes: ['read'] }, true],
    ['Scoped', { ...alice, groups: ['acme'] }, { field: 'tenantId', in: ['acme'] }],
    ['Scoped', alice, false],
    ['Recent', { ...alice, authTime }, { field: 'id', in: ['alice'] }],
    ['Recent', alice, false],
    ['Public', anonymous, true],
    ['Any', anonymous, { field: '__typename', in: ['Free'] }],
    ['Any', erin, true],
    [
      'Any',
      alice,
      {
        or: [
          {
            and: [
              { field: '__typename', in: ['Draft'] },
              { field: 'authorId', in: ['alice'] },
            ],
          },
          { field: '__typename', in: ['Free'] },
        ],
      },
    ],
    ['Node', anonymous, false],
    [
      'Node',
      alice,
      {
        and: [
          { field: '__typename', in: ['Leaf'] },
          { field: 'id', in: ['alice'] },
        ],
      },
    ],
  ])('of %s for %j', (type, viewer, expected) => {
    expect(rowFilter(schema, type, viewer, { viewer: bob })).toEqual(expected);
  });

  it('throws where a policy cannot be expressed, instead of selecting too much', () => {
    expect(() => rowFilter(schema, 'Code', alice, { viewer: alice })).toThrow(
      /the policy "isCode" has no filter/,
    );
    for (const type of ['Missing', 'Query', 'Input', 'ID', 'Role'])
      expect(() => rowFilter(schema, type, root)).toThrow(`${type} is not a type of objects`);
    expect(() => rowFilter(schema, 'Draft', {} as Viewer)).toThrow(/viewer\(context\) must return/);
  });

  it.each<[RowFilter, object, boolean]>([
    [true, {}, true],
    [false, {}, false],
    [{ field: 'a', in: ['7'] }, { a: '7' }, true],
    [{ field: 'a', in: ['7'] }, { a: 7 }, true],
    [{ field: 'a', in: ['7'] }, { a: [1, 7] }, true],
    [{ field: 'a', in: ['7'] }, { a: '8' }, false],
    [{ field: 'a', in: ['null', 'true', 'undefined'] }, { a: null, b: true }, false],
    [{ field: 'b', in: ['true'] }, { b: true }, false],
    [{ field: 'a', in: ['9007199254740994'] }, { a: 2 ** 53 + 2 }, false],
    [{ field: 'a', in: ['x'] }, {}, false],
    [{ field: 'a', in: ['x'] }, { a: { toString: () => 'x' } }, true],
    [
      {
        and: [
          { field: 'a', in: ['1'] },
          { field: 'b', in: ['2'] },
        ],
      },
      { a: '1', b: '2' },
      true,
    ],
    [
      {
        and: [
          { field: 'a', in: ['1'] },
          { field: 'b', in: ['2'] },
        ],
      },
      { a: '1' },
      false,
    ],
    [
      {
        or: [
          { field: 'a', in: ['1'] },
          { field: 'b', in: ['2'] },
        ],
      },
      { b: '2' },
      true,
    ],
  ])('%j matches %j: %j', (filter, object, expected) => {
    expect(matchesRowFilter(filter, object)).toBe(expected);
  });
});
