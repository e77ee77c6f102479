import { buildSchema, Kind, Source } from 'graphql';
import { findOperations } from '../../../../src/cli/access/operations/find-operations.js';

const schema = buildSchema(`
  type Query { me: User  users(first: Int): [User] }
  type Mutation { rename(name: String!): User }
  type User { id: ID  name: String }`);

it('finds the operations of all documents, with the fragments that each uses', () => {
  const { valid, invalid } = find({
    'a.graphql': 'query Me { me { ...A } }\n{ users { id } }',
    'b.graphql': 'fragment A on User { ...B }  fragment Unused on User { id }',
    'c.gql': 'fragment B on User { name }  mutation Rename { rename(name: "x") { ...B } }',
  });
  expect(invalid).toEqual([]);
  expect(valid.map(({ document, ...rest }) => [rest, fragmentNames(document)])).toEqual([
    [{ name: 'Me', kind: 'query', location: 'a.graphql:1' }, ['A', 'B']],
    [{ name: null, kind: 'query', location: 'a.graphql:2' }, []],
    [{ name: 'Rename', kind: 'mutation', location: 'c.gql:1' }, ['B']],
  ]);
});

it.each<[string, Record<string, string>, object]>([
  [
    'a syntax error',
    { 'a.graphql': 'query A {\n me {' },
    { name: null, errors: ['a.graphql:2:6 Syntax Error: Expected Name, found <EOF>.'] },
  ],
  [
    'an empty document',
    { 'a.graphql': '# nothing' },
    { errors: [expect.stringMatching(/Unexpected <EOF>/)] },
  ],
  [
    'type definitions',
    { 'schema.graphql': 'query A { me { id } }\ntype Query { me: ID }' },
    {
      location: 'schema.graphql',
      errors: [
        'schema.graphql:2 A type definition is not an operation. Keep operations in a folder of their own.',
      ],
    },
  ],
  [
    'an unknown field',
    { 'a.graphql': 'query A { me { phone } }' },
    {
      name: 'A',
      location: 'a.graphql:1',
      errors: ['a.graphql:1:16 Cannot query field "phone" on type "User".'],
    },
  ],
  [
    'an unknown field in a fragment of another file',
    { 'a.graphql': 'query A { me { ...F } }', 'f.graphql': 'fragment F on User { phone }' },
    { name: 'A', errors: ['f.graphql:1:22 Cannot query field "phone" on type "User".'] },
  ],
  [
    'an unknown fragment',
    { 'a.graphql': '{ me { ...F } }' },
    { errors: ['a.graphql:1:11 Unknown fragment "F".'] },
  ],
  [
    'fragments that spread each other',
    { 'a.graphql': '{ me { ...F } } fragment F on User { ...G } fragment G on User { ...F }' },
    { errors: [expect.stringMatching(/Cannot spread fragment "F" within itself/)] },
  ],
  [
    'a fragment that is defined twice',
    { 'a.graphql': '{ me { ...F } } fragment F on User { id }', 'b.graphql': 'fragment F on User { name }' },
    { errors: ['Fragment "F" is defined more than once: a.graphql:1, b.graphql:1. Rename all but one.'] },
  ],
  [
    'a subscription that the schema lacks',
    { 'a.graphql': 'subscription S { changed }' },
    { name: 'S', errors: ['a.graphql:1 The schema has no subscription type.'] },
  ],
])('reports %s', (_what, files, expected) => {
  const { invalid } = find(files);
  expect(invalid).toEqual([expect.objectContaining(expected)]);
});

it('does not share the fragments of manifest entries', () => {
  const files = {
    'm.json#1': 'query A { me { ...F } } fragment F on User { id }',
    'm.json#2': 'query B { me { ...F } } fragment F on User { name }',
    'm.json#3': 'query C { me { ...F } }',
  };
  const { valid, invalid } = find(files, false);
  expect(valid.map(({ name }) => name)).toEqual(['A', 'B']);
  expect(invalid).toEqual([
    { name: 'C', location: 'm.json#3:1', errors: ['m.json#3:1:19 Unknown fragment "F".'] },
  ]);
});

function find(files: Readonly<Record<string, string>>, shareFragments = true) {
  const sources = Object.entries(files).map(([name, body]) => new Source(body, name));
  return findOperations(schema, { sources, shareFragments });
}

function fragmentNames({ definitions }: ReturnType<typeof find>['valid'][number]['document']): string[] {
  return definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [each.name.value] : []));
}
