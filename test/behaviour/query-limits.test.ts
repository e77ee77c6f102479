import { getIntrospectionQuery } from 'graphql';
import { expectCode, expectData } from '../support/expectations.js';
import { useGraphward } from '../support/graphward.js';
import { codesOf, post, send } from '../support/http.js';

const graphward = useGraphward();

const times = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => write(i)).join(' ');
const aliases = (count: number) => times(count, (index) => `a${index}: __typename`);
/** `__schema { types { ofType { … name } } }`, so many fields deep. */
const deep = (depth: number) =>
  `{ __schema { types { ${'ofType { '.repeat(depth - 3)} name ${'}'.repeat(depth)}`;
const binaryFanOut = (levels: number, leaf: string) =>
  `${times(levels, (level) => `fragment F${level} on Query { ...F${level + 1} ...F${level + 1} }`)} fragment F${levels} on Query { ${leaf} }`;

async function expectTooComplex(query: string, message: RegExp): Promise<void> {
  const result = await graphward.ask(query);
  expect(expectCode(result, 'QUERY_TOO_COMPLEX').message).toMatch(message);
  expect([result.status, result.data ?? null]).toEqual([400, null]);
}

describe('accepts a query up to the limit and rejects it beyond', () => {
  it.each([
    ['deep', deep(15), deep(16), /15 fields deep/],
    [
      'deep through fragments',
      `{ __schema { types { ...T } } } ${typeFragment(12)}`,
      `{ __schema { types { ...T } } } ${typeFragment(13)}`,
      /15 fields deep/,
    ],
    ['wide in aliases', `{ ${aliases(50)} }`, `{ ${aliases(51)} }`, /50 aliases/],
    [
      'wide in aliases through fragments',
      `{ ...F ...F } fragment F on Query { ${aliases(25)} }`,
      `{ ...F ...F } fragment F on Query { ${aliases(26)} }`,
      /50 aliases/,
    ],
    [
      'rich in directives',
      `{ ${times(50, () => '... @include(if: true) { __typename }')} }`,
      `{ ${times(51, () => '... @include(if: true) { __typename }')} }`,
      /50 directives/,
    ],
  ])('if it is %s', async (_what, within, beyond, message) => {
    expectData(await graphward.ask(within));
    await expectTooComplex(beyond, message);
  });

  function typeFragment(depth: number): string {
    return `fragment T on __Type { ${'ofType { '.repeat(depth)} name ${'}'.repeat(depth)} }`;
  }

  it('counts fields wherever their fragment is spread', async () => {
    await expectTooComplex(
      `{ ${times(21, () => '...F')} } fragment F on Query { ${times(100, () => '__typename')} }`,
      /2000 fields/,
    );
  });

  it('the introspection query of every explorer is within all limits', async () => {
    const { __schema } = expectData(await graphward.ask(getIntrospectionQuery()));
    expect(__schema).toMatchObject({ queryType: { name: 'Query' }, mutationType: { name: 'Mutation' } });
  });

  it('limits apply to each operation of a document, to variables and to GET', async () => {
    await expectTooComplex(`query A { __typename } query B { ${aliases(51)} }`, /50 aliases/);
    const path = `/graphql?query=${encodeURIComponent(`{ ${aliases(51)} }`)}`;
    const response = await send(graphward, { path, headers: { 'apollo-require-preflight': 'true' } });
    expect([response.status, codesOf(response)]).toEqual([400, ['QUERY_TOO_COMPLEX']]);
  });
});

describe('rejects a hostile query immediately, without harm', () => {
  it.each([
    ['a binary fan-out of fragments, 25 levels high', `{ ...F0 } ${binaryFanOut(25, '__typename')}`],
    ['the same without a field', `{ ...F0 } ${binaryFanOut(25, '...F0')}`],
    ['the same with an undefined fragment', `{ ...F0 } ${binaryFanOut(25, '...Gone')}`],
    ['the same, unused', `{ __typename } ${binaryFanOut(25, '__typename')}`],
    ['75 KB of inline fragments side by side', `{ ${'...{__typename}'.repeat(5_000)} }`],
    ['75 KB of nested inline fragments', `{${'...{'.repeat(19_000)}__typename${'}'.repeat(19_000)}}`],
    ['fields 50,000 deep', `${'{a'.repeat(50_000)}${'}'.repeat(20_000)}`],
    ['a list 50,000 deep', `{ user(id: ${'['.repeat(50_000)}${']'.repeat(50_000)}) { id } }`],
    ['an object 20,000 deep', `{ user(id: ${'{a:'.repeat(20_000)}1${'}'.repeat(20_000)}) { id } }`],
    ['a list type 50,000 deep', `query ($a: ${'['.repeat(50_000)}Int${']'.repeat(50_000)}) { __typename }`],
    [
      'a chain of a thousand fragments',
      `{ ...F0 } ${times(1_000, (index) => `fragment F${index} on Query { ...F${index + 1} }`)}`,
    ],
    [
      'a fragment that spreads itself a thousand times',
      `{ ...F } fragment F on Query { ${'...F '.repeat(1_000)} }`,
    ],
    ['ten thousand unknown directives', `{ __typename ${'@x'.repeat(10_000)} }`],
    ['a thousand unknown fields', `{ ${times(1_000, (index) => `x${index}`)} }`],
    ['a thousand unknown arguments', `{ user(${times(1_000, (index) => `x${index}: 1`)}) { id } }`],
    ['a thousand unused variables', `query (${times(1_000, (index) => `$x${index}: Int`)}) { __typename }`],
    ['hundreds of inline fragments to compare', `{ ${'...{me{id}}'.repeat(900)} }`],
    ['hundreds of fields to compare', `{ ${'me{id name} '.repeat(600)} }`],
    [
      'fragments',
      `{ ${times(400, (index) => `...F${index}`)} } ${times(400, (index) => `fragment F${index} on Query { me { id } }`)}`,
    ],
    ['an alias of 100 KB', `{ ${'a'.repeat(100_000)}: me { id } }`],
    [
      'fields whose fragments spread themselves',
      `{ ${times(120, (index) => `sessions { ...F${index} }`)} } ${times(120, (index) => `fragment F${index} on Session { ...F${(index + 1) % 120} }`)}`,
    ],
    ['hundreds of nested fragments to compare', `{ me { ${'...{id ...{name}} '.repeat(900)} } }`],
  ])('%s', async (_what, query) => {
    const before = process.cpuUsage();
    const response = await post(graphward, JSON.stringify({ query }));
    const { user } = process.cpuUsage(before);

    expect(response.status).toBe(400);
    expect(codesOf(response)).not.toContain('INTERNAL_SERVER_ERROR');
    // CPU time in microseconds, however busy the machine. Exponential work would take many seconds.
    expect(user).toBeLessThan(2_000_000);
    expect((await send(graphward, { path: '/live' })).status).toBe(200);
  });

  it('accepts a query with 60 KB of comments', async () => {
    expectData(await graphward.ask(`{ __typename } ${'#\n'.repeat(30_000)}`));
  });
});
