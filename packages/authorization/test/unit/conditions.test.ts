import {
  accessTable,
  type AuthorizationOptions,
  type PolicyDefinition,
  type Viewer,
} from '../../src/index.js';
import {
  alice,
  anonymous,
  ask,
  askEvents,
  bob,
  enforced,
  erin,
  problemsOf,
  root,
  type TestContext,
} from './enforced.js';

type Options = Partial<AuthorizationOptions<TestContext>>;

const query = 'type Query { a: Int @public }\n';

describe('scopes', () => {
  const sdl = `
    type Query {
      one: String @auth(scopes: "read")
      all: String @auth(scopes: [["read", "write"]])
      any: String @auth(scopes: [["read"], ["admin"]])
      role: String @auth(requires: EDITOR, scopes: "read")
      color(x: Color @auth(scopes: "paint")): Color @public
    }
    enum Color { RED GOLD @auth(scopes: "gold") }
    type Mutation { save(input: Save): String @auth }
    input Save { text: String secret: String @auth(scopes: "write") }
  `;
  const schema = enforced(sdl, {
    Query: Object.fromEntries([
      ...['one', 'all', 'any', 'role'].map((name) => [name, () => name]),
      ['color', () => 'GOLD'],
    ]),
    Mutation: { save: () => 'saved' },
  });
  const having = (...scopes: string[]): Viewer => ({ ...alice, scopes });

  it.each<[string, Viewer | null, string[]]>([
    ['one scope', having('read'), ['all FORBIDDEN']],
    ['all scopes', having('read', 'write'), []],
    ['another alternative', having('admin'), ['one FORBIDDEN', 'all FORBIDDEN', 'role FORBIDDEN']],
    ['no scopes', alice, ['one FORBIDDEN', 'all FORBIDDEN', 'any FORBIDDEN', 'role FORBIDDEN']],
    [
      'a scope in another case',
      having('READ', 'Write'),
      ['one FORBIDDEN', 'all FORBIDDEN', 'any FORBIDDEN', 'role FORBIDDEN'],
    ],
    ['a role', erin, ['one FORBIDDEN', 'all FORBIDDEN', 'any FORBIDDEN']],
    [
      'nobody',
      anonymous,
      ['one UNAUTHENTICATED', 'all UNAUTHENTICATED', 'any UNAUTHENTICATED', 'role UNAUTHENTICATED'],
    ],
  ])('admit viewers with %s', async (_what, viewer, denied) => {
    expect((await ask(schema, viewer, '{ one all any role }')).denied).toEqual(denied);
  });

  it('apply to arguments, input fields and enum values', async () => {
    const paint = '{ color(x: RED) }';
    expect((await ask(schema, having('gold'), paint)).denied).toEqual(['color FORBIDDEN']);
    expect((await ask(schema, having('paint'), paint)).denied).toEqual(['color FORBIDDEN']);
    expect((await ask(schema, having('paint', 'gold'), paint)).data).toEqual({ color: 'GOLD' });
    const save = 'mutation { save(input: { secret: "x" }) }';
    expect((await ask(schema, having('read'), save)).denied).toEqual(['save FORBIDDEN']);
    expect((await ask(schema, having('write'), save)).denied).toEqual([]);
  });

  it.each([
    ['scopes: []', /empty list/],
    ['scopes: [[]]', /empty list/],
    ['scopes: [["a"], [5]]', /must contain names/],
    ['scopes: ""', /must contain names/],
    ['policy: [[]]', /empty list/],
    ['group: 5', /must be the name of a field/],
    ['of: 5', /must be the name of an object type/],
  ])('@auth(%s) stops start-up', (args, message) => {
    expect(problemsOf(`${query}type T { x: Int @auth(${args}) }`)[0]?.message).toMatch(message);
  });
});

describe('groups', () => {
  const sdl = `
    type Query { issues: [Issue!]! @public }
    type Issue @auth(group: "tenantId") {
      id: ID
      tenantId: ID
      teams: [ID]
      draft: String @auth(group: "teams")
      note: String @auth(requires: EDITOR, owner: "authorId", group: "teams")
      authorId: ID
    }
  `;
  const issues = [
    { id: '1', tenantId: 'acme', teams: ['red', 'blue'], authorId: 'alice', draft: 'd', note: 'n' },
    { id: '2', tenantId: 7, teams: null, authorId: 'bob', draft: 'd', note: 'n' },
    { id: '3', tenantId: null, teams: [null], authorId: 'alice', draft: 'd', note: 'n' },
  ];
  const schema = enforced(sdl, { Query: { issues: () => issues } });
  const member = (...groups: string[]): Viewer => ({ ...alice, groups });

  it.each<[string, Viewer | null, unknown[]]>([
    ['a member', member('acme'), ['1', null, null]],
    ['a member of a group with a number', member('7'), [null, '2', null]],
    ['a member of several', member('acme', '7'), ['1', '2', null]],
    ['no groups', alice, [null, null, null]],
    ['a group called null', member('null', 'undefined', ''.padEnd(1)), [null, null, null]],
    ['an administrator', root, [null, null, null]],
    ['nobody', anonymous, [null, null, null]],
  ])('admit %s', async (_what, viewer, ids) => {
    const { data } = await ask(schema, viewer, '{ issues { id } }');
    expect(data).toEqual({ issues: ids.map((id) => ({ id })) });
  });

  it('may be lists, and alternatives to roles and owners', async () => {
    const ask2 = async (viewer: Viewer) => (await ask(schema, viewer, '{ issues { draft note } }')).data;
    const row = (draft: unknown, note: unknown) => ({ draft, note });
    expect(await ask2(member('acme', '7', 'blue'))).toEqual({
      issues: [row('d', 'n'), row(null, null), row(null, null)],
    });
    expect(await ask2({ ...bob, groups: ['7'] })).toEqual({
      issues: [row(null, null), row(null, 'n'), row(null, null)],
    });
    expect(await ask2({ ...erin, groups: ['acme'] })).toEqual({
      issues: [row(null, 'n'), row(null, null), row(null, null)],
    });
  });

  it.each([
    ['group: "missing"', /is not a field of T/],
    ['group: "t"', /not an ID/],
  ])('@auth(%s) stops start-up', (args, message) => {
    expect(problemsOf(`${query}type T @auth(${args}) { t: T }`)[0]?.message).toMatch(message);
  });

  it.each([
    [{ groups: 'acme' }],
    [{ groups: [5] }],
    [{ groups: [''] }],
    [{ scopes: 'read' }],
    [{ scopes: [null] }],
  ])('a viewer with %j is rejected', async (wrong) => {
    const { errors } = await ask(schema, { ...alice, ...wrong } as unknown as Viewer, '{ issues { id } }');
    expect(errors?.[0]?.message).toMatch(/must be an array of non-empty strings/);
  });
});

describe('policies', () => {
  interface Issue {
    readonly id: string;
    readonly open: boolean;
  }
  const sdl = `
    type Query {
      issues: [Issue!]! @public
      search(open: Boolean, text: String): String @auth(policy: "asksForOpen")
      both: [Both!]! @public
    }
    type Mutation {
      close(id: ID! @auth(policy: "isOpen", of: "Issue")): String @auth
      create(open: Boolean): String @auth(requires: EDITOR, policy: "asksForOpen")
      touch: String @auth
      replace(id: ID! @auth(policy: "isOpen", of: "Issue"), open: Boolean): String @auth(policy: "asksForOpen")
    }
    type Issue @auth(policy: "isOpen") { id: ID  title: String @auth(policy: [["isOpen", "isOdd"], ["isMine"]])  open: Boolean }
    type Both @auth(group: "tenantId") @auth(requires: EDITOR, policy: "isOpen") { id: ID tenantId: ID }
  `;
  const issues: readonly Issue[] = [
    { id: '1', open: true },
    { id: '2', open: false },
    { id: '3', open: true },
    { id: '4', open: true },
  ];

  function setUp(
    policies: Record<string, PolicyDefinition<TestContext>> = {},
    options: Options = {},
    onLoad?: (ids: readonly string[]) => void,
  ) {
    const calls: (readonly [string, readonly unknown[]])[] = [];
    const ran: string[] = [];
    const policy =
      (name: string, passes: (object: Issue) => boolean): PolicyDefinition<TestContext> =>
      (objects: readonly Issue[]) => {
        calls.push([name, objects]);
        return objects.map(passes);
      };
    const run = (name: string) => () => {
      ran.push(name);
      return name;
    };
    const schema = enforced(
      sdl,
      {
        Query: {
          issues: () => issues,
          search: run('search'),
          both: () => issues.map((each) => ({ ...each, tenantId: 'acme' })),
        },
        Mutation: { close: run('close'), create: run('create'), touch: run('touch') },
        Issue: { title: ({ id }: Issue) => `title ${id}` },
      },
      {
        ...options,
        objects: {
          Issue: (ids) => {
            onLoad?.(ids);
            return ids.map((id) => issues.find((issue) => issue.id === id) ?? null);
          },
        },
        policies: {
          isOpen: policy('isOpen', ({ open }) => open),
          isOdd: policy('isOdd', ({ id }) => Number(id) % 2 === 1),
          isMine: policy('isMine', ({ id }) => id === '4'),
          asksForOpen: policy('asksForOpen', ({ open }) => open),
          ...policies,
        },
      },
    );
    return { schema, calls, ran };
  }

  it('are called once for all rows, and once for all fields of a row', async () => {
    const { schema, calls } = setUp();
    const { data } = await ask(schema, alice, '{ issues { id title open } }');
    expect(data).toEqual({
      issues: [
        { id: '1', title: 'title 1', open: true },
        { id: null, title: null, open: null },
        { id: '3', title: 'title 3', open: true },
        { id: '4', title: 'title 4', open: true },
      ],
    });
    expect(calls.filter(([name]) => name === 'isOpen')).toEqual([['isOpen', issues]]);
    expect(calls.map(([name, objects]) => [name, objects.length])).toEqual([
      ['isOpen', 4],
      ['isOdd', 4],
      ['isMine', 4],
    ]);
  });

  it('are not called for anonymous viewers, or where a rule without an object denies', async () => {
    const { schema, calls } = setUp();
    await ask(schema, anonymous, '{ issues { id } search(open: true) }');
    await ask(schema, erin, '{ both { id } }');
    expect(calls).toEqual([]);
  });

  it('receive the arguments of a root field', async () => {
    const { schema, calls } = setUp();
    const { denied } = await ask(
      schema,
      alice,
      '{ a: search(open: true) b: search(open: false, text: "x") c: search }',
    );
    expect(denied).toEqual(['b FORBIDDEN', 'c FORBIDDEN']);
    expect(calls).toEqual([['asksForOpen', [{ open: true }, { open: false, text: 'x' }, {}]]]);
  });

  it('receive the defaults that the resolver receives', async () => {
    const seen: unknown[] = [];
    const resolve = (_root: unknown, args: unknown) => {
      seen.push(args);
    };
    const schema = enforced(
      `type Query { find(filter: Filter, other: Filter = {}): Int @auth(policy: "isShort") }
       type Mutation { change(filter: Filter): Int @auth(policy: "isShort") }
       input Filter { text: String all: Boolean! = true @auth(requires: ADMIN) }`,
      { Query: { find: resolve }, Mutation: { change: resolve } },
      {
        policies: {
          isShort: (objects) => {
            seen.push(...objects);
            return objects.map(() => true);
          },
        },
      },
    );
    await ask(schema, alice, '{ find(filter: { text: "x" }) }');
    await ask(schema, alice, 'mutation { change(filter: {}) }');
    const [query, mutation] = [
      { filter: { text: 'x', all: true }, other: { all: true } },
      { filter: { all: true } },
    ];
    expect(seen).toEqual([query, query, mutation, mutation]);
    const { denied } = await ask(schema, root, '{ find(filter: { all: null }) }');
    expect(denied).toEqual(['find BAD_USER_INPUT']);
    const nulls = await ask(schema, root, 'mutation { change(filter: { all: null }) }');
    expect(nulls.denied).toEqual(['change BAD_USER_INPUT']);
  });

  it('decide before any field of a mutation runs', async () => {
    const { schema, calls, ran } = setUp();
    const result = await ask(schema, alice, 'mutation { touch create(open: false) close(id: "1") }');
    expect(result.denied).toEqual(['touch FORBIDDEN', 'create FORBIDDEN', 'close FORBIDDEN']);
    expect(ran).toEqual([]);
    expect((await ask(schema, alice, 'mutation { touch create(open: true) close(id: "1") }')).denied).toEqual(
      [],
    );
    expect(ran).toEqual(['touch', 'create', 'close']);
    expect(calls.filter(([name]) => name === 'asksForOpen')).toHaveLength(2);
    expect((await ask(schema, alice, 'mutation { close(id: "2") }')).denied).toEqual(['close FORBIDDEN']);
    expect((await ask(schema, erin, 'mutation { create(open: false) }')).denied).toEqual([]);
  });

  it('of a field come before the objects that its arguments identify', async () => {
    const loads: unknown[] = [];
    const { schema } = setUp({}, {}, (ids) => void loads.push(ids));
    expect((await ask(schema, alice, 'mutation { replace(id: "1", open: false) }')).denied).toEqual([
      'replace FORBIDDEN',
    ]);
    expect(loads).toEqual([]);
    expect((await ask(schema, alice, 'mutation { replace(id: "1", open: true) }')).denied).toEqual([]);
    expect((await ask(schema, alice, 'mutation { replace(id: "2", open: true) }')).denied).toEqual([
      'replace FORBIDDEN',
    ]);
    expect(loads).toEqual([['1'], ['2']]);
  });

  it('apply in addition to other rules', async () => {
    const { schema } = setUp();
    const { data } = await ask(schema, { ...alice, groups: ['acme'] }, '{ both { id } }');
    expect(data).toEqual({ both: [{ id: '1' }, { id: null }, { id: '3' }, { id: '4' }] });
  });

  it('do not need a policy that fails if others pass without it', async () => {
    const { schema } = setUp({
      isMine: () => {
        throw new Error('no connection');
      },
    });
    const { data, errors } = await ask(schema, alice, '{ issues { title } }');
    expect(data).toEqual({
      issues: [{ title: 'title 1' }, { title: null }, { title: 'title 3' }, { title: null }],
    });
    expect(errors?.map(({ message }) => message)).toEqual(['no connection', 'no connection']);
  });

  const failures: readonly (readonly [string, PolicyDefinition<TestContext>, RegExp | 'FORBIDDEN'])[] = [
    [
      'throws',
      () => {
        throw new Error('no connection');
      },
      /^no connection$/,
    ],
    ['rejects', () => Promise.reject(new Error('no connection')), /^no connection$/],
    ['does not finish', () => new Promise(() => undefined), /The policy "isOpen" did not finish within 5 ms/],
    [
      'returns no array',
      (() => true) as unknown as PolicyDefinition<TestContext>,
      /must return an array.*type boolean/,
    ],
    ['returns too few', () => [], /It returned 0 results/],
    [
      'returns "yes"',
      ((objects: unknown[]) => objects.map(() => 'yes')) as unknown as PolicyDefinition<TestContext>,
      'FORBIDDEN',
    ],
    [
      'returns 1',
      ((objects: unknown[]) => objects.map(() => 1)) as unknown as PolicyDefinition<TestContext>,
      'FORBIDDEN',
    ],
    [
      'returns promises',
      ((objects: unknown[]) =>
        objects.map(() => Promise.resolve(true))) as unknown as PolicyDefinition<TestContext>,
      'FORBIDDEN',
    ],
  ];
  it.each(failures)('deny if one %s', async (_what, isOpen, expected) => {
    const { schema, ran } = setUp({ isOpen }, { timeLimit: 5 });
    for (const operation of ['{ issues { id } }', 'mutation { touch close(id: "1") }']) {
      const { errors = [], data } = await ask(schema, alice, operation);
      expect(JSON.stringify(data)).not.toMatch(/"id":"/);
      expect(errors.length).toBeGreaterThan(0);
      for (const error of errors) {
        if (expected === 'FORBIDDEN') expect(error.extensions.code).toBe('FORBIDDEN');
        else {
          expect(error.message).toMatch(expected);
          expect(error.extensions.code).toBeUndefined();
        }
      }
    }
    expect(ran).toEqual([]);
  });

  it.each([
    ['no policy of that name', 'type T { x: Int @auth(policy: "missing") }', {}, /Unknown policy "missing"/],
    [
      'a policy that is no function',
      'type T { x: Int }',
      { policies: { p: 5 } },
      /policies.p must be a function/,
    ],
    [
      'no loader',
      'type D @auth { id: ID } input I { id: ID @auth(of: "D") }',
      {},
      /There is no loader for D/,
    ],
    [
      'a loader that is no function',
      'type T { x: Int }',
      { objects: { D: {} } },
      /objects.D must be a function/,
    ],
    [
      'a policy on an argument',
      'type T { x(a: Int @auth(policy: "p")): Int }',
      { policies: { p: () => [] } },
      /add of: the type of the object/,
    ],
    [
      'a policy on an enum value',
      'enum E { A @auth(policy: "p") }',
      { policies: { p: () => [] } },
      /there is no object/,
    ],
    [
      'a group on an input field',
      'input I { id: ID @auth(group: "g") }',
      {},
      /add of: the type of the object/,
    ],
    [
      'of on a field',
      'type T @auth { x: Int @auth(of: "T") }',
      {},
      /needs a value that identifies an object/,
    ],
    ['of an unknown type', 'input I { id: ID @auth(of: "D") }', {}, /is not a type of the schema/],
    [
      'of an interface',
      'interface D { id: ID } input I { id: ID @auth(of: "D") }',
      {},
      /Name an object type/,
    ],
    ['of a root type', 'input I { id: ID @auth(of: "Query") }', {}, /Name an object type/],
    [
      'of at a Boolean',
      'type D @auth { id: ID } input I { id: Boolean @auth(of: "D") }',
      {},
      /needs an ID or a list of IDs/,
    ],
    [
      'of at an input object',
      'type D @auth { id: ID } input J { id: ID } input I { j: J @auth(of: "D") }',
      {},
      /needs an ID/,
    ],
    [
      'of alone for a type without a rule',
      'type D { id: ID } input I { id: ID @auth(of: "D") }',
      {},
      /which has none/,
    ],
    [
      'an owner that the named type lacks',
      'type D { id: ID } input I { id: ID @auth(owner: "a", of: "D") }',
      {},
      /is not a field of D/,
    ],
  ])('%s stops start-up', (_what, more, options, message) => {
    expect(() => enforced(query + more, {}, options as Options)).toThrow(message);
  });
});

describe('includedIn', () => {
  it('makes a role part of others', async () => {
    const schema = enforced(`
      extend enum Role { TRIAGER @includedIn(roles: "EDITOR") }
      type Query { triage: Int @auth(requires: TRIAGER) edit: Int @auth(requires: EDITOR) }
    `);
    const triager: Viewer = { id: 't', roles: ['TRIAGER'] };
    expect((await ask(schema, triager, '{ triage edit }')).denied).toEqual(['edit FORBIDDEN']);
    for (const viewer of [erin, root]) expect((await ask(schema, viewer, '{ triage }')).denied).toEqual([]);
    expect((await ask(schema, alice, '{ triage }')).denied).toEqual(['triage FORBIDDEN']);
  });

  it.each([
    ['extend enum Role { A @includedIn(roles: "NOBODY") }', /@includedIn names "NOBODY"/],
    ['extend enum Role { A @includedIn(roles: "B") B @includedIn(roles: "A") }', /inherits itself/],
    ['extend enum Role { A @includedIn(roles: "B") @inherits(roles: "B") B }', /inherits itself/],
    ['enum E { A @includedIn(roles: "USER") }', /only on values of enum Role/],
  ])('%s stops start-up', (sdl, message) => {
    expect(
      problemsOf(query + sdl)
        .map((problem) => problem.message)
        .join(),
    ).toMatch(message);
  });
});

it('the access table names the conditions in order', () => {
  const table = accessTable(
    enforced(
      `type Query { a: Int @auth(requires: ADMIN, policy: "p", scopes: "s") t: T @public }
       type T @auth(group: "g") { g: ID o: ID x: Int @auth(scopes: "s", owner: "o", maxAge: 5) y: Int @auth(requires: ADMIN) }`,
      {},
      { policies: { p: () => [] } },
    ),
  );
  expect(table['Query.a']).toEqual({
    ANONYMOUS: 'deny',
    USER: 'policy|scope',
    EDITOR: 'policy|scope',
    ADMIN: 'allow',
  });
  expect(table['T.x']).toMatchObject({ ANONYMOUS: 'deny', USER: 'owner|group|scope+reauth' });
  expect(table['T.y']).toMatchObject({ USER: 'deny', ADMIN: 'group' });
});

it('a subscription decides about the objects that its arguments identify', async () => {
  async function* events() {
    yield* await Promise.resolve([{ changed: 'one' }, { changed: 'two' }]);
  }
  const schema = enforced(
    `type Query { a: Int @public } type Draft @auth(owner: "authorId") { authorId: ID }
     type Subscription { changed(id: ID! @auth(of: "Draft")): String @auth }`,
    { Subscription: { changed: { subscribe: events } } },
    { objects: { Draft: () => [{ authorId: 'alice' }] } },
  );
  const subscription = 'subscription { changed(id: "1") }';
  expect((await askEvents(schema, alice, subscription)).map(({ data }) => data)).toEqual([
    { changed: 'one' },
    { changed: 'two' },
  ]);
  expect((await askEvents(schema, bob, subscription)).map(({ denied }) => denied)).toEqual([
    ['changed FORBIDDEN'],
  ]);
});
