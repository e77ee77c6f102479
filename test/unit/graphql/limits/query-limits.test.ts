import { buildSchema } from '../../../../src/graphql/build-schema.js';
import { createIntrospectionCost } from '../../../../src/graphql/limits/introspection-cost.js';
import { sourceProblem } from '../../../../src/graphql/limits/limit-documents.js';
import { defaultQueryLimits } from '../../../../src/graphql/limits/query-limits.js';

const introspection = createIntrospectionCost(buildSchema([]));
const problemOf = (query: string, limits = defaultQueryLimits) => sourceProblem(query, limits, introspection);

const times = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');

const schemaField = '__schema { queryType { name } }';
const typeField = '__type(name: "User") { name }';

it.each([
  ['nested fields', `${'{ a '.repeat(15)}${'}'.repeat(15)}`, `${'{ a '.repeat(16)}${'}'.repeat(16)}`],
  ['aliases', `{ ${times(50, (index) => `a${index}: x`)} }`, `{ ${times(51, (index) => `a${index}: x`)} }`],
  ['fragments', `{ ${'...F '.repeat(300)} }`, `{ ${'...F '.repeat(301)} }`],
  ['nested fragments', chainOf(100), chainOf(101)],
  ['characters of a name', `{ ${'a'.repeat(128)} }`, `{ ${'a'.repeat(129)} }`],
  ['fields', `{ ${'x '.repeat(2_000)} }`, `{ ${'x '.repeat(2_001)} }`],
  [
    'tokens',
    `{ a(x: "${'#'.repeat(9)}" y: [${'1 '.repeat(9_988)}]) }`,
    `{ a(x: "" y: [${'1 '.repeat(9_989)}]) }`,
  ],
  [
    'brackets',
    `{ a(x: ${'['.repeat(98)}${']'.repeat(98)}) }`,
    `{ a(x: ${'['.repeat(99)}${']'.repeat(99)}) }`,
  ],
  [
    'operations',
    times(50, (index) => `query Q${index} { a }`),
    times(51, (index) => `query Q${index} { a }`),
  ],
  [
    '__schema fields',
    `{ ${times(2, (index) => `s${index}: ${schemaField}`)} }`,
    `{ ${times(3, (index) => `s${index}: ${schemaField}`)} }`,
  ],
  [
    '__type fields',
    `{ ${times(10, (index) => `t${index}: ${typeField}`)} }`,
    `{ ${times(11, (index) => `t${index}: ${typeField}`)} }`,
  ],
  [
    '__schema fields in fragments',
    `{ ...F } fragment F on Query { a: ${schemaField} b: ${schemaField} }`,
    `{ ...F ... { c: ${schemaField} } } fragment F on Query { a: ${schemaField} b: ${schemaField} }`,
  ],
  ['lines', `{${'\n'.repeat(4_999)}a }`, `{${'\n'.repeat(5_000)}a }`],
  ['lines in block strings', `{ a(x: ${lines(4_999)}) b }`, `{ a(x: ${lines(5_000)}) b }`],
  ['fields to compare', `{ ${'a { b } '.repeat(141)} }`, `{ ${'a { b } '.repeat(142)} }`],
  ['fields with arguments to compare', `{ ${'a(b: 1) '.repeat(141)} }`, `{ ${'a(b: 1) '.repeat(142)} }`],
  [
    'fields in fragments to compare',
    `{ ${'a { b } '.repeat(100)} } fragment F on Q { ${'a: c { d } '.repeat(41)} }`,
    `{ ${'a { b } '.repeat(100)} } fragment F on Q { ${'a: c { d } '.repeat(42)} }`,
  ],
  ['directives', `{ a ${'@x '.repeat(50)} }`, `{ a ${'@x '.repeat(51)} }`],
])('accepts %s up to the limit', (_what, within, beyond) => {
  expect(problemOf(within)).toBeNull();
  expect(problemOf(beyond)).toMatch(/^The (query|document) /);
});

function lines(count: number): string {
  return `"""${'\n'.repeat(count)}"""`;
}

it('ignores lines after the last token and scalars without arguments', () => {
  expect(problemOf(`{ a }${'\n'.repeat(50_000)}`)).toBeNull();
  expect(problemOf(`{ ${'a '.repeat(1_000)} }`)).toBeNull();
});

it('counts fields as depth, not inline fragments or spreads', () => {
  expect(problemOf(`{ ${'... { '.repeat(40)} a ${'} '.repeat(40)} }`)).toBeNull();
  expect(
    problemOf(
      `{ ...A } ${times(40, (index) => `fragment ${'A'.repeat(index + 1)} on Q { ...${'A'.repeat(index + 2)} }`)}`,
    ),
  ).toBeNull();
});

it('measures a fan-out of many levels in linear time', () => {
  const levels = times(90, (level) => `fragment F${level} on Q { a: x ...F${level + 1} ...F${level + 1} }`);
  expect(problemOf(`{ ...F0 } ${levels} fragment F90 on Q { a: x }`)).toMatch(/50 aliases/);
});

it.each([
  '{ ...A } fragment A on Q { ...A }',
  '{ ...A } fragment A on Q { x ...B } fragment B on Q { ...A ...A }',
  '{ x } fragment A on Q { ...B } fragment B on Q { y { ...A } }',
])('rejects the circular fragments of %s', (query) => {
  expect(problemOf(query)).toMatch(/inside itself/);
});

it('leaves an unknown fragment to validation', () => {
  expect(problemOf('{ ...Gone }')).toBeNull();
});

it.each(['', '{', '}}}}', '{ a(x: "', '\u0000', '"""', 'query { a } \\'])(
  'leaves the syntax error in %j to the parser',
  (query) => {
    expect(problemOf(query)).toBeNull();
  },
);

it('ignores brackets and aliases in strings and comments', () => {
  expect(problemOf(`{ a(x: "${'{['.repeat(500)}") } # ${'{[@'.repeat(500)}`)).toBeNull();
  expect(problemOf(`{ a(x: """${'a: {\n'.repeat(500)}""") }`)).toBeNull();
});

it('accepts custom limits', () => {
  const limits = { ...defaultQueryLimits, maxDepth: 2 };
  expect(problemOf('{ a { b } }', limits)).toBeNull();
  expect(problemOf('{ a { b { c } } }', limits)).toMatch(/2 fields deep/);
});

function chainOf(length: number): string {
  const links = times(length - 1, (index) => `fragment F${index} on Q { ...F${index + 1} }`);
  return `{ ...F0 } ${links} fragment F${length - 1} on Q { x }`;
}
