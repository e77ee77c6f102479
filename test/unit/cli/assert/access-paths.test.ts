import { makeExecutableSchema } from '@graphql-tools/schema';
import { accessTable, authorizationTypeDefs, explain } from '@graphward/authorization';
import { type GraphQLSchema, isInputObjectType, parse } from 'graphql';
import { accessPaths } from '../../../../src/cli/access/assert/access-paths.js';
import { buildSchema } from '../../../../src/graphql/build-schema.js';

const schema = makeExecutableSchema({
  typeDefs: [
    authorizationTypeDefs,
    `enum Role { USER  ADMIN @inherits(roles: "USER") }
    type Query {
      me: User @auth
      everyone(filter: Filter): [User!] @auth(requires: ADMIN)
      search: [Result!] @auth
      node: Node @auth
      orders(by: Order): [ID] @public
      hidden(key: String! @auth(requires: ADMIN)): Secret @auth
      keyed(key: Key!): Keyed @auth
    }
    type Mutation { save(input: SaveInput!): SavePayload @auth }
    type SavePayload { saved: Saved  query: Query }
    type Saved { text: String  note: Note }
    type Subscription { changed: Change @auth }
    type Change { at: String  user: User }
    union Result = User | Note
    interface Node { id: ID }
    interface Locked { lock: ID }
    type User implements Node { id: ID  email: String @auth(requires: ADMIN, owner: "id")  friends: [User] }
    type Note implements Node & Locked { id: ID  text: String  lock: ID @auth(requires: ADMIN) }
    type Secret { value: String }
    type Keyed { value: String }
    type Orphan { value: String  again: Orphan }
    input Filter { email: String  and: [Filter!]  role: Role }
    input SaveInput { text: String  place: PlaceInput }
    input PlaceInput { city: String  owner: ID @auth(requires: ADMIN) }
    input Key { secret: ID! @auth(requires: ADMIN)  hint: String }
    enum Order { NEWEST  SECRET @auth(requires: ADMIN) }`,
  ],
});

it.each([
  ['USER', 'Query.me', 'Query.me'],
  ['USER', 'User.email', 'Query.me > User.email'],
  ['USER', 'Note.text', 'Query.search > Note.text'],
  ['USER', 'Node.id', 'Query.me > Node.id'],
  ['USER', 'Saved.text', 'Mutation.save > SavePayload.saved > Saved.text'],
  ['USER', 'Change.at', 'Subscription.changed > Change.at'],
  ['USER', 'User.__typename', 'Query.me > User.__typename'],
  ['ADMIN', 'Query.everyone(filter:)', 'Query.everyone(filter:)'],
  ['ADMIN', 'Filter.email', 'Query.everyone(filter:) > Filter.email'],
  ['ADMIN', 'Role.USER', 'Query.everyone(filter:) > Filter.role > Role.USER'],
  ['USER', 'PlaceInput.city', 'Mutation.save(input:) > SaveInput.place > PlaceInput.city'],
  ['ANONYMOUS', 'Order.NEWEST', 'Query.orders(by:) > Order.NEWEST'],
  ['ADMIN', 'Order.SECRET', 'Query.orders(by:) > Order.SECRET'],
  ['ADMIN', 'Secret.value', 'Query.hidden > Secret.value'],
  ['ADMIN', 'Keyed.value', 'Query.keyed > Keyed.value'],
])('leads %s to %s', (role, coordinate, path) => {
  expect(pathsOf(role)(coordinate)?.join(' > ')).toBe(path);
});

it.each([
  ['a denied coordinate', 'USER', 'Order.SECRET'],
  ['a type behind denied fields', 'ANONYMOUS', 'User.id'],
  ['an input of a denied field', 'USER', 'Filter.email'],
  ['a field with a required argument that is denied', 'USER', 'Secret.value'],
  ['a field whose required argument needs a denied input field', 'USER', 'Keyed.value'],
  ['an input type with a required field that is denied', 'USER', 'Key.hint'],
  ['an interface field that every possible type denies', 'USER', 'Locked.lock'],
  ['a type that no root field leads to', 'ADMIN', 'Orphan.value'],
])('finds no path to %s', (_what, role, coordinate) => {
  expect(pathsOf(role)(coordinate)).toBeUndefined();
});

it.each([
  ['the schema above', schema],
  ['the schema of the server', buildSchema([])],
])('finds only paths whose operation is not denied: %s', (_which, checked) => {
  const coordinates = Object.keys(accessTable(checked));
  const found = ['ANONYMOUS', 'USER', 'ADMIN'].flatMap((role) => {
    const pathTo = pathsOf(role, checked);
    return coordinates.flatMap((coordinate) => {
      const operation = operationOf(pathTo(coordinate) ?? [], checked);
      return operation === undefined ? [] : [{ role, operation }];
    });
  });
  const denied = found.filter(
    ({ role, operation }) =>
      explain(checked, parse(operation), role === 'ANONYMOUS' ? null : [role]).length > 0,
  );
  expect(found.length).toBeGreaterThan(20);
  expect(denied).toEqual([]);
});

function pathsOf(role: string, of: GraphQLSchema = schema) {
  const table = accessTable(of);
  return accessPaths(of, (coordinate) => table[coordinate]?.[role] === 'deny');
}

/** For paths of fields only, as `explain` judges interfaces by all their types. */
function operationOf(path: readonly string[], of: GraphQLSchema): string | undefined {
  if (path.length === 0) return undefined;
  const steps = path.map((each) => each.split('.'));
  const isPlain = steps.every(
    ([owner = '', member = '']) =>
      !/[(]/.test(member) &&
      !isInputObjectType(of.getType(owner)) &&
      !['Role', 'Order', 'LogoutScope', 'Locked', 'Node'].includes(owner),
  );
  if (!isPlain) return undefined;
  const kind = { Mutation: 'mutation', Subscription: 'subscription' }[steps[0]?.[0] ?? ''] ?? 'query';
  const selection = steps.reduceRight(
    (inner, [owner, member]) => `{ ... on ${owner ?? ''} { ${member ?? ''} ${inner} } }`,
    '',
  );
  return `${kind} ${selection}`;
}
