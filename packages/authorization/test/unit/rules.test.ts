import {
  execute,
  type ExecutionResult,
  graphql,
  GraphQLError,
  type GraphQLResolveInfo,
  parse,
} from 'graphql';
import {
  accessTable,
  asOwned,
  AuthorizationError,
  readPolicy,
  type Viewer,
  withAuthorization,
} from '../../src/index.js';
import { alice, anonymous, ask, bob, enforced, erin, plainSchema, root } from './enforced.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const now = () => NOW;
const secondsAgo = (seconds: number) => NOW / 1000 - seconds;

describe('roles', () => {
  const schema = enforced(
    `type Query { value: String @auth(requires: USER)  both: String @auth(requires: EDITOR) @auth(requires: [USER, ADMIN]) }`,
  );

  it('inherit transitively', async () => {
    expect((await ask(schema, root, '{ value both }')).denied).toEqual([]);
  });

  it('satisfy several @auth on one element only together', async () => {
    expect((await ask(schema, alice, '{ both }')).denied).toEqual(['both FORBIDDEN']);
    expect((await ask(schema, erin, '{ both }')).denied).toEqual([]);
  });

  it('that are unrelated are both required', async () => {
    const unrelated = enforced(
      `extend enum Role { AUDITOR }
       type Query { both: String @auth(requires: EDITOR) @auth(requires: AUDITOR) }`,
    );
    const withRoles = async (...roles: string[]) =>
      (await ask(unrelated, { id: 'x', roles }, '{ both }')).denied;
    expect(await withRoles('EDITOR')).toEqual(['both FORBIDDEN']);
    expect(await withRoles('AUDITOR')).toEqual(['both FORBIDDEN']);
    expect(await withRoles('AUDITOR', 'ADMIN')).toEqual([]);
    expect((await ask(unrelated, anonymous, '{ both }')).denied).toEqual(['both UNAUTHENTICATED']);
  });

  it('that the schema does not have are ignored', async () => {
    const stranger = { id: 'x', roles: ['SUPERUSER', 'constructor', '__proto__'] };
    expect((await ask(schema, stranger, '{ value }')).denied).toEqual(['value FORBIDDEN']);
  });

  it('are distinct up to 31, and a 32nd is rejected', () => {
    const names = Array.from({ length: 29 }, (_, index) => `R${index}`);
    const sdl = (values: string[]) =>
      `extend enum Role { ${values.join(' ')} } type Query { a: Int @public }`;
    expect(() => readPolicy(plainSchema(sdl(names)))).not.toThrow();
    const [first] = readPolicy(plainSchema(sdl(names))).problems;
    expect(first?.message).toMatch(/at most 31/);
    const { roles, problems } = readPolicy(plainSchema(sdl(names.slice(1))));
    expect(problems).toEqual([]);
    for (const name of roles.names) {
      const passing = roles.names.filter((other) => roles.viewerMask([other]) & roles.requiredMask([name]));
      const inheritors: Record<string, string[]> = {
        USER: ['USER', 'EDITOR', 'ADMIN'],
        EDITOR: ['EDITOR', 'ADMIN'],
      };
      expect(passing).toEqual(inheritors[name] ?? [name]);
    }
  });
});

describe('owner', () => {
  const sdl = `
    type Note {
      id: ID  author: ID
      text: String @auth(owner: "author")
      draft: String @auth(requires: ADMIN, owner: "author")
      shared: String @auth(owner: "author") @auth(owner: "editor")
      editor: ID
      mixed: String @auth(requires: EDITOR) @auth(owner: "author")
    }
    type Query { note: Note @public  notes: [Note] @public }`;
  const note = { id: '1', author: 'alice', editor: 'bob', text: 't', draft: 'd', shared: 's', mixed: 'm' };
  const serving = (value: unknown, author?: () => unknown) =>
    enforced(sdl, {
      Query: { note: () => value, notes: () => [value] },
      ...(author && { Note: { author } }),
    });

  it.each([
    ['the owner', alice, []],
    ['another user', bob, ['note.text FORBIDDEN', 'note.draft FORBIDDEN']],
    ['an admin, whom text does not let in', root, ['note.text FORBIDDEN']],
    ['nobody in particular', anonymous, ['note.text UNAUTHENTICATED', 'note.draft UNAUTHENTICATED']],
  ])('decides about %s', async (_name, viewer, denied) => {
    expect((await ask(serving(note), viewer, '{ note { text draft } }')).denied).toEqual(denied);
  });

  it('is read through the resolver of its field, which may be asynchronous', async () => {
    const authorless = { ...note, author: undefined };
    for (const author of [() => 'alice', () => Promise.resolve('alice')]) {
      const schema = serving(authorless, author);
      expect((await ask(schema, alice, '{ note { text } }')).denied).toEqual([]);
      expect((await ask(schema, bob, '{ note { text } }')).denied).toEqual(['note.text FORBIDDEN']);
    }
  });

  it('comes from a resolver rather than from the property of the same name', async () => {
    const schema = serving(note, () => 'bob');
    expect((await ask(schema, alice, '{ note { text } }')).denied).toEqual(['note.text FORBIDDEN']);
    expect((await ask(schema, bob, '{ note { text } }')).denied).toEqual([]);
  });

  it.each([undefined, null, {}, [], new Error('no'), 'undefined-ish', '', 0, () => null])(
    'is nobody when the field holds %p',
    async (author) => {
      expect((await ask(serving({ ...note, author }), alice, '{ note { text } }')).denied).toEqual([
        'note.text FORBIDDEN',
      ]);
      expect((await ask(serving({ ...note, author }), anonymous, '{ note { text } }')).denied).toEqual([
        'note.text UNAUTHENTICATED',
      ]);
    },
  );

  it('may be a method, a number, or an object with a string form', async () => {
    const seven = { id: '7', roles: ['USER'] };
    for (const author of [7, '7', () => 7, { toJSON: () => '7' }, Promise.resolve('7')]) {
      expect((await ask(serving({ ...note, author }), seven, '{ note { text } }')).denied).toEqual([]);
    }
  });

  it('must satisfy both of two rules', async () => {
    expect((await ask(serving(note), alice, '{ note { shared } }')).denied).toEqual([
      'note.shared FORBIDDEN',
    ]);
    expect((await ask(serving({ ...note, editor: 'alice' }), alice, '{ note { shared } }')).denied).toEqual(
      [],
    );
  });

  it('and a role in separate directives must both be satisfied', async () => {
    expect((await ask(serving(note), alice, '{ note { mixed } }')).denied).toEqual(['note.mixed FORBIDDEN']);
    expect((await ask(serving({ ...note, author: 'erin' }), erin, '{ note { mixed } }')).denied).toEqual([]);
  });

  it('whose resolver fails is an error of the resolver, not a denial', async () => {
    const schema = serving(note, () => Promise.reject(new Error('database down')));
    expect((await ask(schema, alice, '{ note { text } }')).denied).toEqual(['note.text database down']);
  });

  it('leaves no unhandled rejection if one of several asynchronous owners fails', async () => {
    const late = {
      author: () => Promise.reject(new Error('one')),
      editor: () => Promise.reject(new Error('two')),
    };
    const schema = enforced(sdl, { Query: { note: () => note }, Note: late });
    expect((await ask(schema, alice, '{ note { shared } }')).denied).toEqual(['note.shared one']);
  });

  it('is satisfied by a copy that asOwned returns, and not by its original', async () => {
    const shared = { ...note };
    expect((await ask(serving(asOwned(shared)), anonymous, '{ note { text draft } }')).denied).toEqual([]);
    expect((await ask(serving(shared), anonymous, '{ note { text } }')).denied).toEqual([
      'note.text UNAUTHENTICATED',
    ]);
    expect((await ask(serving(asOwned(shared)), anonymous, '{ note { mixed } }')).denied).toEqual([
      'note.mixed UNAUTHENTICATED',
    ]);
  });

  it('of a type also applies to __typename, even if the owner field is protected', async () => {
    const schema = enforced(
      'type Own @auth(owner: "id") { id: ID @auth(requires: ADMIN)  x: Int } type Query { own: Own @public }',
      { Query: { own: () => ({ id: 'alice', x: 1 }) } },
    );
    expect(await ask(schema, alice, '{ own { __typename x } }')).toMatchObject({
      data: { own: { __typename: 'Own', x: 1 } },
      denied: [],
    });
    expect((await ask(schema, bob, '{ own { __typename } }')).denied).toEqual(['own.__typename FORBIDDEN']);
  });

  it('of an interface is the concrete object', async () => {
    const schema = enforced(
      `interface Owned { owner: ID  secret: String @auth(owner: "owner") }
       type A implements Owned { owner: ID secret: String }
       type Query { all: [Owned] @public }`,
      { Query: { all: () => ['alice', 'bob'].map((owner) => ({ __typename: 'A', owner, secret: owner })) } },
    );
    expect((await ask(schema, alice, '{ all { secret } }')).data).toEqual({
      all: [{ secret: 'alice' }, { secret: null }],
    });
  });
});

describe('owner IDs', () => {
  class ObjectId {
    readonly #text: string;
    constructor(text: string) {
      this.#text = text;
    }
    toJSON() {
      return this.#text;
    }
  }
  const ids = ['id', 'text', 'count', 'flag', 'any'] as const;
  const schema = enforced(
    `scalar Any
     type T { id: ID  text: String  count: Float  flag: Boolean  any: Any
       ${ids.map((id) => `by_${id}: Int @auth(owner: "${id}")`).join('  ')} }
     type Query { t: T @public }`,
  );
  const passes = async (id: string, field: string, value: unknown) => {
    const query = schema.getQueryType()?.getFields().t;
    if (query) query.resolve = () => ({ [field]: value, [`by_${field}`]: 1 });
    const { data } = await ask(schema, { id, roles: [] }, `{ t { by_${field} } }`);
    return (data as { t: Record<string, unknown> }).t[`by_${field}`] === 1;
  };

  it.each<[value: unknown, field: (typeof ids)[number], id: string]>([
    ['7', 'id', '7'],
    [7, 'id', '7'],
    [new ObjectId('65a'), 'id', '65a'],
    [7, 'any', '7'],
    [1.5, 'count', '1.5'],
    ['7', 'text', '7'],
  ])('%p in a field %s belongs to %s', async (value, field, id) => {
    expect(await passes(id, field, value)).toBe(true);
  });

  it.each<[value: unknown, field: (typeof ids)[number], id: string]>([
    [true, 'text', 'true'],
    [true, 'flag', 'true'],
    [true, 'count', '1'],
    [true, 'any', 'true'],
    [['7'], 'any', '7'],
    [{ toString: () => '7' }, 'any', '7'],
    [{ toString: () => '7' }, 'id', '7'],
    [7n, 'any', '7'],
    [NaN, 'any', 'NaN'],
    [Infinity, 'any', 'Infinity'],
    [2 ** 53, 'any', String(2 ** 53)],
    [null, 'any', 'null'],
    [undefined, 'any', 'undefined'],
    [new Error('7'), 'any', 'Error: 7'],
    [Symbol('7'), 'any', 'Symbol(7)'],
  ])('%p in a field %s does not belong to %s', async (value, field, id) => {
    expect(await passes(id, field, value)).toBe(false);
  });
});

describe('maxAge', () => {
  const schema = enforced(
    `type Query { now: Int @auth(maxAge: 60)  admin: Int @auth(requires: ADMIN, maxAge: 60)  arg(x: Int @auth(maxAge: 60)): Int @public }
     type Mutation { one: Int @public  two: Int @auth(maxAge: 60) }`,
    {},
    { now },
  );

  it.each([
    ['recent credentials', secondsAgo(60), []],
    ['older ones', secondsAgo(61), ['now REAUTHENTICATION_REQUIRED']],
    ['an unknown age', undefined, ['now REAUTHENTICATION_REQUIRED']],
    ['an age that is not a number', NaN, ['now REAUTHENTICATION_REQUIRED']],
    ['credentials presented this very moment', secondsAgo(0), []],
    ['a time in the future', secondsAgo(-1), ['now REAUTHENTICATION_REQUIRED']],
    ['an infinite time', Infinity, ['now REAUTHENTICATION_REQUIRED']],
    ['an infinite time in the past', -Infinity, ['now REAUTHENTICATION_REQUIRED']],
    ['a time that is text', String(secondsAgo(1)) as never, ['now REAUTHENTICATION_REQUIRED']],
  ])('decides about %s', async (_name, authTime, denied) => {
    expect((await ask(schema, { ...alice, authTime }, '{ now }')).denied).toEqual(denied);
  });

  it('applies to owners', async () => {
    const owned = enforced(
      'type Query { note: Note @public } type Note { id: ID text: String @auth(owner: "id", maxAge: 60) }',
      { Query: { note: () => ({ id: 'alice', text: 't' }) } },
    );
    const recent = { ...alice, authTime: Date.now() / 1000 - 5 };
    expect((await ask(owned, recent, '{ note { text } }')).denied).toEqual([]);
    expect((await ask(owned, alice, '{ note { text } }')).denied).toEqual([
      'note.text REAUTHENTICATION_REQUIRED',
    ]);
  });

  it('is not reported to viewers who are denied anyway', async () => {
    expect((await ask(schema, { ...alice, authTime: 0 }, '{ admin }')).denied).toEqual(['admin FORBIDDEN']);
    expect((await ask(schema, anonymous, '{ now }')).denied).toEqual(['now UNAUTHENTICATED']);
  });

  it('applies to arguments', async () => {
    expect((await ask(schema, { ...alice, authTime: 0 }, '{ arg(x: 1) }')).denied).toEqual([
      'arg REAUTHENTICATION_REQUIRED',
    ]);
  });

  it('stops a whole mutation', async () => {
    const { denied } = await ask(schema, { ...alice, authTime: 0 }, 'mutation { one two }');
    expect(denied).toEqual(['one REAUTHENTICATION_REQUIRED', 'two REAUTHENTICATION_REQUIRED']);
  });
});

describe('mfa', () => {
  const schema = enforced(
    `type Query {
       key: Int @auth(mfa: true)  admin: Int @auth(requires: ADMIN, mfa: true)  both: Int @auth(maxAge: 60, mfa: true)
       off: Int @auth(mfa: false)  arg(x: Int @auth(mfa: true)): Int @public  unit(u: Unit): Unit @public  key2: Key @public
     }
     type Key { id: ID  own: Int @auth(owner: "id", mfa: true) }
     enum Unit { CM  FURLONG @auth(mfa: true) }
     type Mutation { one: Int @public  two: Int @auth(mfa: true) }`,
    { Query: { unit: () => 'FURLONG', key2: () => ({ id: 'alice', own: 1 }) } },
    { now },
  );
  const strong = { ...alice, mfa: true, authTime: secondsAgo(61) };
  const denied = async (viewer: Viewer | null, source: string) => (await ask(schema, viewer, source)).denied;

  it.each(['key', 'arg(x: 1)', 'unit(u: FURLONG)', 'unit', 'key2 { own }', 'off'])(
    'admits viewers who signed in with a second factor to %s',
    async (field) => expect(await denied(strong, `{ ${field} }`)).toEqual([]),
  );

  it.each([
    ['key', 'key'],
    ['arg(x: 1)', 'arg'],
    ['unit(u: FURLONG)', 'unit'],
    ['unit', 'unit'],
    ['key2 { own }', 'key2.own'],
  ])('demands it for %s', async (field, path) => {
    for (const viewer of [alice, { ...alice, mfa: false }, { ...alice, mfa: undefined }])
      expect(await denied(viewer, `{ ${field} }`)).toEqual([`${path} REAUTHENTICATION_REQUIRED`]);
    expect(await denied(alice, '{ off }')).toEqual([]);
  });

  it('says so in the reason and the message, even if the credentials are also too old', async () => {
    for (const field of ['key', 'both']) {
      const result = await graphql({
        schema,
        source: `{ ${field} }`,
        contextValue: { viewer: { ...alice, authTime: 0 } },
      });
      expect(result.errors?.[0]).toMatchObject({
        message: 'Sign in with a second factor to use this field.',
        extensions: { code: 'REAUTHENTICATION_REQUIRED', reason: 'MFA_REQUIRED' },
      });
    }
    expect(await denied(strong, '{ both }')).toEqual(['both REAUTHENTICATION_REQUIRED']);
  });

  it('is not reported to viewers who are denied anyway', async () => {
    expect(await denied(alice, '{ admin }')).toEqual(['admin FORBIDDEN']);
    expect(await denied(anonymous, '{ key }')).toEqual(['key UNAUTHENTICATED']);
  });

  it('stops a whole mutation', async () => {
    expect(await denied(alice, 'mutation { one two }')).toEqual([
      'one REAUTHENTICATION_REQUIRED',
      'two REAUTHENTICATION_REQUIRED',
    ]);
  });

  it('rejects a viewer whose mfa is not a boolean', async () => {
    const { errors } = await graphql({
      schema,
      source: '{ key }',
      contextValue: { viewer: { ...alice, mfa: 'yes' as never } },
    });
    expect(errors?.[0]?.message).toBe("The viewer's mfa must be true or false.");
  });

  it('is in the access table', () => {
    const table = accessTable(schema);
    expect(table['Query.key']).toMatchObject({ ANONYMOUS: 'deny', USER: 'allow+mfa' });
    expect(table['Query.both']).toMatchObject({ USER: 'allow+reauth+mfa' });
    expect(table['Key.own']).toMatchObject({ USER: 'owner+mfa' });
    expect(table['Query.off']).toMatchObject({ USER: 'allow' });
  });
});

describe('mutations', () => {
  const ran: string[] = [];
  const run = (name: string) => () => {
    ran.push(name);
    return 1;
  };
  const schema = enforced(
    `enum Mode { SOFT  HARD @auth(requires: ADMIN) }
     type Query { a: Int @public  mutation: Mutation @public }
     type Mutation {
       open: Int @public  admin: Int @auth(requires: ADMIN)
       remove(mode: Mode, force: Boolean @auth(requires: ADMIN)): Int @auth
       user: User @public
     }
     type User { secret: Int @auth(requires: ADMIN) }`,
    {
      Query: { mutation: () => ({}) },
      Mutation: {
        open: run('open'),
        admin: run('admin'),
        remove: run('remove'),
        user: () => ({ secret: 1 }),
      },
    },
  );
  beforeEach(() => ran.splice(0));

  it.each([
    ['first', 'mutation { admin open }'],
    ['last', 'mutation { open admin }'],
    ['in a fragment', 'mutation { open ...F } fragment F on Mutation { admin }'],
    ['in an inline fragment', 'mutation { a: open ... on Mutation { ... { b: admin } } }'],
    ['by an argument', 'mutation { open remove(force: true) }'],
    ['by an enum value', 'mutation { open remove(mode: HARD) }'],
    ['by a default of the operation', 'mutation ($m: Mode = HARD) { open remove(mode: $m) }'],
  ])('with a denied field %s run no field', async (_name, source) => {
    const result = await ask(schema, alice, source);
    expect(ran).toEqual([]);
    expect(result.denied).toHaveLength(2);
    expect(result.errors?.map(({ message }) => message)).toContain(
      'Not executed: another field of this mutation was denied.',
    );
  });

  it.each([
    ['a skipped field', 'mutation { open admin @skip(if: true) }', ['open']],
    ['a field in a skipped fragment', 'mutation { open ... @include(if: false) { admin } }', ['open']],
    ['a denied field further down', 'mutation { open user { secret } }', ['open']],
    ['inputs that are allowed', 'mutation { open remove(mode: SOFT) }', ['open', 'remove']],
  ])('are not stopped by %s', async (_name, source, expected) => {
    await ask(schema, alice, source);
    expect(ran).toEqual(expected);
  });

  it('with the same context are decided separately', async () => {
    const [denied, allowed] = await Promise.all([
      ask(schema, alice, 'mutation { open admin }'),
      ask(schema, alice, 'mutation { open }'),
    ]);
    expect(denied.data).toEqual({ open: null, admin: null });
    expect(allowed.data).toEqual({ open: 1 });
  });

  it('treat a Mutation type inside a query as an ordinary object', async () => {
    expect(await ask(schema, alice, '{ mutation { open admin } }')).toMatchObject({
      data: { mutation: { open: 1, admin: null } },
      denied: ['mutation.admin FORBIDDEN'],
    });
  });
});

describe('the viewer', () => {
  const sdl = 'type Query { a: Int @auth  b: Int @auth(requires: ADMIN) }';

  it('is read once per execution, and again for the next execution with the same context', async () => {
    const viewers = [alice, root, null];
    let reads = 0;
    const schema = withAuthorization(plainSchema(sdl), { viewer: () => viewers[reads++] ?? null });
    const context = { viewer: null };
    const codes = [];
    for (let run = 0; run < 3; run += 1) {
      const { errors = [] } = await graphql({ schema, source: '{ a b c: a }', contextValue: context });
      codes.push(errors.map(({ extensions }) => extensions.code));
    }
    expect(codes).toEqual([['FORBIDDEN'], [], ['UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED']]);
    expect(reads).toBe(3);
  });

  it('is separate for concurrent executions', async () => {
    const schema = enforced(
      'type Query { t: T @public } type T { wait: T  secret: Int @auth(requires: ADMIN) }',
      {
        Query: { t: () => ({}) },
        T: { wait: () => Promise.resolve({}), secret: () => 1 },
      },
    );
    const source = '{ t { secret wait { secret wait { secret } } } }';
    const results = await Promise.all([root, alice, root, null].map((viewer) => ask(schema, viewer, source)));
    expect(results.map(({ denied }) => denied.length)).toEqual([0, 3, 0, 3]);
  });

  it('is separate for executions that share a parsed document', () => {
    const schema = enforced(
      `input In { secret: Int @auth(requires: ADMIN) }
       type Query { field: Int @auth(requires: ADMIN)  arg(in: In): Int @public }
       type Mutation { open: Int @public  admin: Int @auth(requires: ADMIN) }`,
      { Query: { field: () => 1, arg: () => 1 }, Mutation: { open: () => 1, admin: () => 1 } },
    );
    for (const source of ['{ field }', '{ arg(in: { secret: 1 }) }', 'mutation { open admin }']) {
      const document = parse(source);
      const errorsFor = (viewer: unknown) =>
        (execute({ schema, document, contextValue: { viewer } }) as ExecutionResult).errors?.length ?? 0;
      expect([root, alice, null, root].map((viewer) => errorsFor(viewer) > 0)).toEqual([
        false,
        true,
        true,
        false,
      ]);
    }
  });

  it('is separate for each context, even if two executions share their variables object', () => {
    const schema = enforced('type Query { field: Int @auth(requires: ADMIN) }', {
      Query: { field: () => 1 },
    });
    const { resolve } = schema.getQueryType()?.getFields().field ?? {};
    const info = { variableValues: {} } as GraphQLResolveInfo;
    const call = (viewer: unknown) => () => resolve?.({}, {}, { viewer }, info);
    expect(call(root)()).toBe(1);
    expect(call(alice)).toThrow('not allowed');
    expect(call(root)()).toBe(1);
  });

  it.each([
    Promise.resolve(alice),
    undefined,
    { id: '', roles: [] },
    { id: 5, roles: [] },
    { id: 'a' },
    { id: 'a', roles: 'ADMIN' },
    'alice',
  ])('of a malformed kind (%p) is denied', async (viewer) => {
    const schema = withAuthorization(plainSchema(sdl, { Query: { a: () => 1 } }), {
      viewer: () => viewer as never,
    });
    const result = await ask(schema, null, '{ a }');
    expect(result.data).toEqual({ a: null });
    expect(result.errors?.[0]?.message).toMatch(/viewer\(context\) must return/);
  });
});

describe('errors', () => {
  it('keep the error of a resolver apart from a denial', async () => {
    const schema = enforced('type Query { broken: Int @auth }', {
      Query: {
        broken: () => {
          throw new Error('a bug');
        },
      },
    });
    expect((await ask(schema, alice, '{ broken }')).denied).toEqual(['broken a bug']);
    expect((await ask(schema, anonymous, '{ broken }')).denied).toEqual(['broken UNAUTHENTICATED']);
  });

  it('report TOKEN_MISSING to anonymous viewers', async () => {
    const schema = enforced('type Query { a: Int @auth }');
    const { errors } = await ask(schema, anonymous, '{ a }');
    expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
    expect(errors?.[0]?.originalError).toBeInstanceOf(AuthorizationError);
  });

  it('can be replaced by a server, which receives the coordinate', async () => {
    const seen: string[] = [];
    const schema = enforced(
      'type Query { a: Int @auth  b(x: Int @auth(requires: ADMIN)): Int @public }',
      {},
      {
        denied: ({ code, coordinate }, { viewer }) => {
          seen.push(`${viewer?.id ?? 'nobody'} ${code} ${coordinate}`);
          return code === 'UNAUTHENTICATED'
            ? new GraphQLError('Expired.', { extensions: { code, reason: 'TOKEN_EXPIRED' } })
            : undefined;
        },
      },
    );
    expect((await ask(schema, anonymous, '{ a }')).errors?.[0]?.extensions).toMatchObject({
      reason: 'TOKEN_EXPIRED',
    });
    expect((await ask(schema, alice, '{ b(x: 1) }')).errors?.[0]?.message).toMatch(/argument "x"/);
    expect(seen).toEqual(['nobody UNAUTHENTICATED Query.a', 'alice FORBIDDEN Query.b(x:)']);
  });
});
