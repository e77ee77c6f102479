import { execute, type GraphQLSchema, parse, versionInfo } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { unhandledRejections } from '../support/unhandled-rejections.js';
import { alice, enforced, type TestContext } from './enforced.js';

const schemaOfYoga = enforced('type Query { a: Int @public }');
const yoga = createYoga({ schema: schemaOfYoga, maskedErrors: false, logging: false }).getEnveloped({});
const executors = { 'graphql-js': execute, Yoga: yoga.execute as typeof execute };

interface Case {
  readonly title: string;
  readonly schema: GraphQLSchema;
  readonly source: string;
  readonly variables?: Record<string, unknown>;
  readonly data: unknown;
}

const later = (settle: () => unknown) => () =>
  new Promise((resolve) => setImmediate(resolve)).then(() => settle());
const fail = (): never => {
  throw new Error('broken');
};
const rows = { Query: { ts: () => [{ owner: 'bob' }, { owner: 'alice' }] } };

const cases: readonly Case[] = [
  {
    title: 'a denied row before a row whose argument is null',
    schema: enforced(
      `type T { owner: ID  s: String! @auth(owner: "owner")  n(x: Int! = 1): String! }
       type Query { ts: [T!] @public }`,
      { ...rows, T: { s: () => 's', n: () => 'n' } },
    ),
    source: 'query ($x: Int = 1) { ts { s n(x: $x) } }',
    variables: { x: null },
    data: { ts: null },
  },
  {
    title: 'denied enum values on both sides of a broken one',
    schema: enforced(
      'enum Status { SECRET @auth(requires: ADMIN)  OPEN }  type Query { a: [Status!] @public }',
      {
        Query: { a: () => ['SECRET', 'LEGACY', 'SECRET'] },
      },
    ),
    source: '{ a }',
    data: { a: null },
  },
  {
    title: 'denied enum values in nested lists and promises',
    schema: enforced(
      'enum Status { SECRET @auth(requires: ADMIN)  OPEN }  type Query { a: [[Status!]!] @public }',
      {
        Query: {
          a: async () =>
            Promise.resolve([[Promise.resolve('SECRET')], ['LEGACY'], Promise.resolve(['SECRET'])]),
        },
      },
    ),
    source: '{ a }',
    data: { a: null },
  },
  {
    title: 'denied enum values in a list whose iterator throws',
    schema: enforced(
      'enum Status { SECRET @auth(requires: ADMIN)  OPEN }  type Query { a: [Status!] @public }',
      {
        Query: {
          a: function* () {
            yield later(fail)();
            fail();
          },
        },
      },
    ),
    source: '{ a }',
    data: { a: null },
  },
  {
    title: 'a denial that is decided late before a resolver that throws',
    schema: enforced(
      `type T { owner: ID  s: String! @auth(owner: "owner")  n: String! }  type Query { ts: [T!] @public }`,
      {
        Query: { ts: () => [{ isLate: true }, { isLate: false }] },
        T: {
          owner: ({ isLate }: { isLate: boolean }) => (isLate ? later(() => 'bob')() : 'alice'),
          s: () => 's',
          n: ({ isLate }: { isLate: boolean }) => (isLate ? 'n' : fail()),
        },
      },
    ),
    source: '{ ts { s n } }',
    data: { ts: null },
  },
  {
    title: 'a resolver that rejects late before a row that is denied at once',
    schema: enforced(
      `type T { owner: ID  s: String! @auth(owner: "owner")  n: String! }  type Query { ts: [T!] @public }`,
      { Query: { ts: () => [{ owner: 'alice' }, { owner: 'bob' }] }, T: { s: () => 's', n: later(fail) } },
    ),
    source: '{ ts { n s } }',
    data: { ts: null },
  },
  {
    title: 'a type name that is denied late beside one that is denied at once',
    schema: enforced(
      `type Note @auth(owner: "ownerId") { ownerId: ID }  type Secret @auth(requires: ADMIN) { text: String }
       union Hit = Note | Secret  type Query { search: [Hit!] @public }`,
      {
        Hit: { __resolveType: ({ kind }: { kind: string }) => kind },
        Note: { ownerId: later(() => 'bob') },
        Query: { search: () => [{ kind: 'Note' }, { kind: 'Secret' }] },
      },
    ),
    source: '{ search { __typename } }',
    data: { search: null },
  },
  {
    title: 'a denial below a nested object and a null where none is allowed',
    schema: enforced(
      `type U { owner: ID  s: String! @auth(owner: "owner") }  type T { u: U!  n: String! }
       interface Node { n: String! }  type Query { ts: [[T!]!]! @public }`,
      {
        Query: { ts: () => [new Set([{ u: { owner: 'bob' } }, { u: { owner: 'alice' }, n: null }])] },
        U: { s: later(() => 's'), owner: later(() => 'bob') },
        T: { n: () => null },
      },
    ),
    source: '{ ts { u { s } n } }',
    data: null,
  },
];

describe.each(Object.entries(executors))('%s', (_, executor) => {
  it.each(cases)(
    'leaves no rejection unhandled: $title',
    async ({ schema, source, variables = {}, data }) => {
      const contextValue: TestContext = { viewer: alice };
      const outcomes: unknown[] = [];

      const reasons = await unhandledRejections(async () => {
        const args = { schema, document: parse(source), contextValue, variableValues: variables };
        outcomes.push(await executor(args));
      });

      expect(reasons.map(String)).toEqual([]);
      expect(JSON.parse(JSON.stringify(outcomes))).toMatchObject([{ data }]);
    },
  );
});

it('reads an asynchronous list to its end before the executor completes it', async () => {
  const schema = enforced(
    'type T { owner: ID  s: String! @auth(owner: "owner") }  type Query { ts: [T!] @public }',
    {
      T: { owner: later(() => 'bob') },
      Query: {
        ts: async function* () {
          yield {};
          await later(() => undefined)();
          await later(() => undefined)();
          yield {};
        },
      },
    },
  );
  const contextValue: TestContext = { viewer: alice };
  const reasons = await unhandledRejections(() =>
    yoga.execute({ schema, document: parse('{ ts { s } }'), contextValue }),
  );
  expect(reasons.map(String)).toEqual([]);
});

// graphql 17 makes a promise of any item that has a `then`.
const itOn16 = versionInfo.major === 16 ? it : it.skip;

itOn16('completes a list without promises synchronously', () => {
  const schema = enforced('type T { id: ID!  s: String! @auth }  type Query { ts: [T!]! @public }', {
    Query: {
      ts: () => [
        { id: 1, s: 'a' },
        { id: 2, s: 'b' },
      ],
    },
  });
  const result = execute({ schema, document: parse('{ ts { id s } }'), contextValue: { viewer: alice } });
  expect(JSON.parse(JSON.stringify(result))).toEqual({
    data: {
      ts: [
        { id: '1', s: 'a' },
        { id: '2', s: 'b' },
      ],
    },
  });
});

it('returns list items that can be awaited like promises', async () => {
  const schema = enforced('type T { s: String! @auth }  type Query { ts: [T!] @public }', {
    Query: { ts: () => [{ s: 'a' }, Promise.resolve({ s: 'b' })] },
  });
  const { resolve } = schema.getQueryType()?.getFields().ts ?? {};
  const items = resolve?.({}, {}, { viewer: alice }, { fieldNodes: [], variableValues: {} } as never);
  expect(await Promise.all(items as unknown[])).toEqual([{ s: 'a' }, { s: 'b' }]);
});

it('detects an unhandled rejection', async () => {
  const reasons = await unhandledRejections(() => void Promise.reject(new Error('nobody')));
  expect(reasons).toEqual([new Error('nobody')]);
});
