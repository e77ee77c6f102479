import type { Viewer } from '../../src/index.js';
import { alice, anonymous, ask, askEvents, enforced, erin, root } from './enforced.js';

const calls: string[] = [];
const called = <T>(name: string, value: T) => {
  calls.push(name);
  return value;
};
const secret = { __typename: 'Secret', id: 's', title: 'T', price: 1, level: 'TOP' };
const article = { __typename: 'Article', id: 'a', title: 'A', price: 2, draft: 'D', level: 'LOW' };

const schema = enforced(
  `interface Titled { title: String }
   interface Priced { price: Int @auth(requires: ADMIN) }
   interface Guarded @auth(requires: EDITOR) { id: ID }
   enum Level { LOW  TOP @auth(requires: ADMIN) }
   enum Sort { TITLE  PRICE @auth(requires: ADMIN) }
   type Article implements Titled & Priced { id: ID title: String price: Int draft: String @auth(requires: EDITOR) level: Level levels: [[Level!]] }
   type Secret implements Titled & Guarded @auth(requires: ADMIN) { id: ID title: String level: Level }
   type Memo implements Guarded { id: ID }
   union Found = Article | Secret
   input Nested { deep: [Nested!] color: String @auth(requires: ADMIN) sort: Sort by: [Sort!] }
   input Filter { title: String  hidden: Boolean! = false @auth(requires: ADMIN)  nested: Nested = { color: "red" }  sort: Sort = PRICE }
   type Query {
     article: Article @public  signedIn: String @auth  editors: String @auth(requires: EDITOR)
     titled: [Titled] @public  priced: Priced @public  found: [Found] @public  memo: Memo @public
     search(term: String, all: Boolean = false @auth(requires: ADMIN), filter: Filter, sort: Sort = TITLE, sorts: [Sort!]): String @public
     many: [Article] @public
   }
   extend type Article { note: String @auth(requires: ADMIN) }
   extend type Memo @auth(requires: ADMIN)
   type Subscription { ticks: Tick @auth(requires: EDITOR)  open: Tick @public  filtered(secret: Boolean @auth(requires: ADMIN)): Tick @public }
   type Tick { count: Int  source: String @auth(requires: ADMIN) }`,
  {
    Query: {
      article: () => article,
      signedIn: () => called('signedIn', 'hello'),
      editors: () => called('editors', 'hi'),
      titled: () => [article, secret],
      priced: () => article,
      found: () => Promise.resolve([secret, article]),
      memo: () => ({ id: 'm' }),
      many: () => [article, article],
      search: (_: unknown, args: unknown) => called('search', JSON.stringify(args)),
    },
    Article: {
      note: () => called('note', 'n'),
      levels: () => [Promise.resolve(['LOW', 'TOP']), ['LOW']],
    },
    Subscription: {
      ticks: { subscribe: () => called('subscribe', events()) },
      open: { subscribe: () => events() },
      filtered: { subscribe: () => called('filtered', events()) },
    },
  },
);

function* nothing(): Generator<never> {
  yield* [];
}
async function* events() {
  yield* nothing();
  for (const count of await Promise.resolve([1, 2])) {
    const tick = { count, source: 'sensor' };
    yield { ticks: tick, open: tick, filtered: tick };
  }
}

beforeEach(() => calls.splice(0));

interface Case {
  readonly name: string;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** The denials of each viewer, as `path code`. Without any, the result must have no errors. */
  readonly denied: readonly [anonymous: string[], user: string[], editor: string[], admin: string[]];
}

const everyone = (place: string): Case['denied'] => [
  [`${place} UNAUTHENTICATED`],
  [`${place} FORBIDDEN`],
  [`${place} FORBIDDEN`],
  [],
];
const byEditor = (place: string): Case['denied'] => [
  [`${place} UNAUTHENTICATED`],
  [`${place} FORBIDDEN`],
  [],
  [],
];
const bySignIn = (place: string): Case['denied'] => [[`${place} UNAUTHENTICATED`], [], [], []];
const nobody: Case['denied'] = [[], [], [], []];

const cases: readonly Case[] = [
  { name: 'a root field', query: '{ signedIn }', denied: bySignIn('signedIn') },
  { name: 'a role', query: '{ editors }', denied: byEditor('editors') },
  { name: 'an alias', query: '{ a: editors }', denied: byEditor('a') },
  { name: 'a field', query: '{ article { draft } }', denied: byEditor('article.draft') },
  {
    name: 'a field in a list',
    query: '{ many { x: note } }',
    denied: [
      ['many.0.x UNAUTHENTICATED', 'many.1.x UNAUTHENTICATED'],
      ['many.0.x FORBIDDEN', 'many.1.x FORBIDDEN'],
      ['many.0.x FORBIDDEN', 'many.1.x FORBIDDEN'],
      [],
    ],
  },
  { name: 'a field of an extension', query: '{ article { note } }', denied: everyone('article.note') },
  { name: 'a type protected by its extension', query: '{ memo { id } }', denied: everyone('memo.id') },
  {
    name: 'a fragment',
    query: 'fragment F on Article { draft } { article { ...F } }',
    denied: byEditor('article.draft'),
  },
  {
    name: 'a fragment after the operation',
    query: '{ article { ...F } } fragment F on Article { draft }',
    denied: byEditor('article.draft'),
  },
  {
    name: 'an inline fragment',
    query: '{ ... on Query { article { ... { draft } } } }',
    denied: byEditor('article.draft'),
  },
  { name: 'an interface field', query: '{ priced { price } }', denied: everyone('priced.price') },
  {
    name: 'an interface field, asked on the type',
    query: '{ article { price } }',
    denied: everyone('article.price'),
  },
  {
    name: 'a protected type behind an open interface',
    query: '{ titled { title } }',
    denied: everyone('titled.1.title'),
  },
  {
    name: 'a protected member of a union',
    query: '{ found { ... on Secret { title } ... on Titled { t: title } } }',
    denied: [
      ['found.0.title UNAUTHENTICATED', 'found.0.t UNAUTHENTICATED'],
      ['found.0.title FORBIDDEN', 'found.0.t FORBIDDEN'],
      ['found.0.title FORBIDDEN', 'found.0.t FORBIDDEN'],
      [],
    ],
  },
  {
    name: '__typename of a protected type',
    query: '{ found { __typename } }',
    denied: everyone('found.0.__typename'),
  },
  { name: '__typename of an open type', query: '{ article { __typename } }', denied: nobody },
  { name: 'an argument', query: '{ search(all: true) }', denied: everyone('search') },
  {
    name: 'an argument by variable',
    query: 'query ($all: Boolean) { search(all: $all) }',
    variables: { all: true },
    denied: everyone('search'),
  },
  {
    name: 'an argument by a variable that is null',
    query: 'query ($all: Boolean) { search(all: $all) }',
    variables: { all: null },
    denied: everyone('search'),
  },
  {
    name: 'an argument by a default of the operation',
    query: 'query ($all: Boolean = true) { search(all: $all) }',
    denied: everyone('search'),
  },
  {
    name: 'an argument by a variable that is not sent',
    query: 'query ($all: Boolean) { search(all: $all) }',
    denied: nobody,
  },
  { name: "an argument's default", query: '{ search(term: "x") }', denied: nobody },
  { name: 'an input field', query: '{ search(filter: { hidden: true }) }', denied: everyone('search') },
  {
    name: 'an input field with its own default',
    query: '{ search(filter: { hidden: false }) }',
    denied: everyone('search'),
  },
  {
    name: 'an input field by variable',
    query: 'query ($f: Filter) { search(filter: $f) }',
    variables: { f: { hidden: true } },
    denied: everyone('search'),
  },
  {
    name: 'an input field by variable, with its own default',
    query: 'query ($f: Filter) { search(filter: $f) }',
    variables: { f: { hidden: false } },
    denied: everyone('search'),
  },
  {
    name: 'an input field by a variable inside a literal',
    query: 'query ($h: Boolean!) { search(filter: { hidden: $h }) }',
    variables: { h: false },
    denied: everyone('search'),
  },
  {
    name: 'an input field by a variable that is not sent',
    query: 'query ($n: Nested) { search(filter: { nested: $n }) }',
    denied: nobody,
  },
  {
    name: "input fields' defaults",
    query: 'query ($f: Filter) { search(filter: $f) x: search(filter: {}) }',
    variables: { f: { title: 'x' } },
    denied: [[], [], [], []],
  },
  {
    name: 'a nested input field',
    query: '{ search(filter: { nested: { deep: [{ deep: { color: "x" } }] } }) }',
    denied: everyone('search'),
  },
  {
    name: 'a nested input field by variable',
    query: 'query ($n: Nested) { search(filter: { nested: $n }) }',
    variables: { n: { deep: [{}, { deep: [{ color: null }] }] } },
    denied: everyone('search'),
  },
  { name: 'an enum value', query: '{ search(sort: PRICE) }', denied: everyone('search') },
  { name: 'an open enum value', query: '{ search(sort: TITLE) }', denied: nobody },
  {
    name: 'an enum value by variable',
    query: 'query ($s: Sort) { search(sort: $s) }',
    variables: { s: 'PRICE' },
    denied: everyone('search'),
  },
  { name: 'an enum value in a list', query: '{ search(sorts: [TITLE, PRICE]) }', denied: everyone('search') },
  {
    name: 'an enum value as a list of one',
    query: 'query ($s: [Sort!]) { search(sorts: $s) }',
    variables: { s: 'PRICE' },
    denied: everyone('search'),
  },
  {
    name: 'an enum value in a nested input',
    query: '{ search(filter: { nested: { by: [TITLE, PRICE] } }) }',
    denied: everyone('search'),
  },
  {
    name: 'an enum value in a nested input by variable',
    query: 'query ($f: Filter) { search(filter: $f) }',
    variables: { f: { nested: { by: ['PRICE'] } } },
    denied: everyone('search'),
  },
  {
    name: 'an enum value in a list that comes out',
    query: '{ article { levels } }',
    denied: everyone('article.levels.0.1'),
  },
  { name: 'an enum value that comes out', query: '{ found { ... on Article { level } } }', denied: nobody },
  {
    name: 'a skipped field',
    query: 'query ($no: Boolean = false) { article { id draft @include(if: $no) note @skip(if: true) } }',
    denied: nobody,
  },
  {
    name: 'an included field',
    query: '{ article { draft @include(if: true) @skip(if: false) } }',
    denied: byEditor('article.draft'),
  },
];

const viewers: readonly (readonly [string, Viewer | null])[] = [
  ['nobody in particular', anonymous],
  ['a user', alice],
  ['an editor', erin],
  ['an admin', root],
];

describe.each(viewers.map(([name, viewer], index) => ({ name, viewer, index })))(
  'for $name',
  ({ viewer, index }) => {
    it.each(cases)('$name is enforced', async ({ query, variables, denied }) => {
      const result = await ask(schema, viewer, query, variables);
      expect(result.denied).toEqual(denied[index]);
    });
  },
);

describe('a denial', () => {
  it('does not run the resolver', async () => {
    await ask(schema, alice, '{ editors article { note } search(all: true) }');
    expect(calls).toEqual([]);
  });

  it('leaves the allowed part of the response', async () => {
    const { data } = await ask(schema, alice, '{ signedIn editors many { id note } }');
    expect(data).toEqual({
      signedIn: 'hello',
      editors: null,
      many: [
        { id: 'a', note: null },
        { id: 'a', note: null },
      ],
    });
  });

  it('propagates null as the specification says', async () => {
    const { data } = await ask(
      schema,
      alice,
      '{ article { id levels } found { __typename ... on Article { title } } }',
    );
    expect(data).toEqual({
      article: { id: 'a', levels: [null, ['LOW']] },
      found: [null, { __typename: 'Article', title: 'A' }],
    });
  });

  it('keeps defaults that only privileged viewers may send', async () => {
    const query =
      'query ($f: Filter) { literal: search(filter: {}) variable: search(filter: $f) absent: search }';
    const { data } = await ask(schema, anonymous, query, { f: { title: 'x' } });
    const defaults = { hidden: false, nested: { color: 'red' }, sort: 'PRICE' };
    const { literal, variable, absent } = data as Record<string, string>;
    expect(JSON.parse(literal ?? '')).toEqual({ all: false, sort: 'TITLE', filter: defaults });
    expect(JSON.parse(variable ?? '')).toEqual({
      all: false,
      sort: 'TITLE',
      filter: { title: 'x', ...defaults },
    });
    expect(JSON.parse(absent ?? '')).toEqual({ all: false, sort: 'TITLE' });
  });

  it('rejects null for a non-null input with a default, without naming its type', async () => {
    const variable = await ask(schema, root, 'query ($f: Filter) { search(filter: $f) }', {
      f: { hidden: null },
    });
    expect(variable).toMatchObject({
      data: { search: null },
      errors: [{ message: 'The input field "hidden" must not be null.' }],
    });
  });
});

describe('subscriptions', () => {
  it('do not subscribe if denied', async () => {
    expect(await askEvents(schema, alice, 'subscription { ticks { count } }')).toMatchObject([
      { denied: ['ticks FORBIDDEN'] },
    ]);
    expect(await askEvents(schema, alice, 'subscription { filtered(secret: true) { count } }')).toMatchObject(
      [{ denied: ['filtered FORBIDDEN'] }],
    );
    expect(calls).toEqual([]);
  });

  it('deliver every event, with null for denied fields', async () => {
    const answers = await askEvents(schema, erin, 'subscription { ticks { count source } }');
    expect(answers.map(({ data }) => data)).toEqual(
      [1, 2].map((count) => ({ ticks: { count, source: null } })),
    );
    expect(answers.map(({ denied }) => denied)).toEqual([
      ['ticks.source FORBIDDEN'],
      ['ticks.source FORBIDDEN'],
    ]);
  });

  it('are decided again for each event', async () => {
    let isSignedIn = true;
    const changing = enforced(
      'type Query { a: Int @public } type Subscription { tick: Int @auth }',
      {
        Subscription: {
          tick: {
            subscribe: async function* () {
              yield await Promise.resolve({ tick: 1 });
              isSignedIn = false;
              yield { tick: 2 };
            },
          },
        },
      },
      { viewer: () => (isSignedIn ? alice : null) },
    );
    const answers = await askEvents(changing, null, 'subscription { tick }');
    expect(answers.map(({ data }) => data)).toEqual([{ tick: 1 }, { tick: null }]);
  });
});
