import { makeExecutableSchema } from '@graphql-tools/schema';
import { authorizationTypeDefs } from '@graphward/authorization';
import { parse } from 'graphql';
import { unusedGrants } from '../../../../src/cli/access/operations/unused-grants.js';
import { usedCoordinates } from '../../../../src/cli/access/operations/used-coordinates.js';

const schema = makeExecutableSchema({
  typeDefs: [
    authorizationTypeDefs,
    `enum Role { USER  ADMIN @inherits(roles: "USER") }
    type Query {
      me: User @auth
      node: Node @auth
      search: [Result] @auth
      list(filter: Filter, order: Order @auth(requires: ADMIN)): ID @public
      status: Status @public
      open: ID @public
      closed: ID @auth(requires: ADMIN) @auth(owner: "x")
      x: ID @public
    }
    interface Node { secret: ID @auth(requires: ADMIN) }
    union Result = User | Note
    type User implements Node { secret: ID  mail: String @auth(owner: "mail") }
    type Note implements Node { secret: ID }
    input Filter { plain: ID  hidden: ID @auth(requires: ADMIN)  and: [Filter!] }
    enum Order { NEWEST  SECRET @auth(requires: ADMIN) }
    enum Status { FINE  INTERNAL @auth(requires: ADMIN) }`,
  ],
});

const all = [
  'Query.me',
  'Query.node',
  'Query.search',
  'Query.list(order:)',
  'Query.closed',
  'Node.secret',
  'User.secret',
  'User.mail',
  'Note.secret',
  'Filter.hidden',
  'Order.SECRET',
  'Status.INTERNAL',
];

it('lists what @auth opens to a role, with its rules', () => {
  const grants = unusedGrants(schema, new Set());
  expect(grants.map(({ coordinate }) => coordinate).toSorted()).toEqual(all.toSorted());
  expect(grants.find(({ coordinate }) => coordinate === 'User.mail')).toEqual({
    coordinate: 'User.mail',
    rules: ['@auth(owner: "mail")'],
    from: [expect.stringMatching(/:\d+$/)],
    access: { ANONYMOUS: 'deny', USER: 'owner', ADMIN: 'owner' },
  });
});

it.each<[string, string[]]>([
  ['{ open }', []],
  ['{ me { mail } }', ['Query.me', 'User.mail']],
  ['{ mine: me { ... on User { m: mail } } }', ['Query.me', 'User.mail']],
  ['query Q { me { ...F } } fragment F on User { mail }', ['Query.me', 'User.mail']],
  ['{ node { secret } }', ['Query.node', 'Node.secret', 'User.secret', 'Note.secret']],
  ['{ search { ... on Note { secret } } }', ['Query.search', 'Node.secret', 'Note.secret']],
  ['{ search { __typename } }', ['Query.search']],
  ['{ list(filter: { plain: 1 }) }', []],
  ['{ list(filter: { and: [{ hidden: 1 }] }) }', ['Filter.hidden']],
  ['{ list(filter: { and: { hidden: 1 } }) }', ['Filter.hidden']],
  ['query ($f: Filter) { list(filter: $f) }', ['Filter.hidden']],
  ['query ($f: [Filter!]) { list(filter: { and: $f }) }', ['Filter.hidden']],
  ['{ list(order: NEWEST) }', ['Query.list(order:)']],
  ['{ list(order: SECRET) }', ['Query.list(order:)', 'Order.SECRET']],
  ['query ($o: Order = NEWEST) { list(order: $o) }', ['Query.list(order:)', 'Order.SECRET']],
  ['query ($no: Boolean!) { open @skip(if: $no) }', []],
  ['{ status }', ['Status.INTERNAL']],
])('counts as used by %s: %j', (operation, expected) => {
  const unused = unusedGrants(schema, usedCoordinates(schema, [parse(operation)]));
  const left = unused.map(({ coordinate }) => coordinate);
  expect(all.filter((each) => !left.includes(each))).toEqual(all.filter((each) => expected.includes(each)));
  expect(expected.filter((each) => !all.includes(each))).toEqual([]);
});
