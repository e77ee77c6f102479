import { parse } from 'graphql';
import { accessTable, explain, isPublicOperation } from '../../src/index.js';
import { enforced, plainSchema } from './enforced.js';

describe('the access table', () => {
  it('has a cell for every coordinate and role', () => {
    const schema = plainSchema(`
      interface Node { id: ID @auth }
      type User implements Node {
        id: ID  name: String  email: String @auth(requires: ADMIN, owner: "id")
        own: Int @auth(owner: "id")  log: Int @auth(requires: EDITOR, maxAge: 60)  ownLog: Int @auth(requires: ADMIN, owner: "id", maxAge: 60)
      }
      type Query { users(first: Int, all: Boolean @auth(requires: ADMIN)): [User] @auth  open(sort: Sort): Int @public }
      enum Sort { NAME  EMAIL @auth(requires: ADMIN) }
      input Filter { name: String  email: String @auth(requires: EDITOR) }`);
    const table = Object.fromEntries(
      Object.entries(accessTable(schema))
        .filter(([place]) => !place.startsWith('Role.'))
        .map(([place, row]) => [
          place,
          Object.entries(row)
            .map(([role, cell]) => `${role} ${cell}`)
            .join(', '),
        ]),
    );
    expect(table).toEqual({
      'Node.id': 'ANONYMOUS deny, USER allow, EDITOR allow, ADMIN allow',
      'User.id': 'ANONYMOUS deny, USER allow, EDITOR allow, ADMIN allow',
      'User.name': 'ANONYMOUS allow, USER allow, EDITOR allow, ADMIN allow',
      'User.email': 'ANONYMOUS deny, USER owner, EDITOR owner, ADMIN allow',
      'User.own': 'ANONYMOUS deny, USER owner, EDITOR owner, ADMIN owner',
      'User.log': 'ANONYMOUS deny, USER deny, EDITOR allow+reauth, ADMIN allow+reauth',
      'User.ownLog': 'ANONYMOUS deny, USER owner+reauth, EDITOR owner+reauth, ADMIN allow+reauth',
      'Query.users': 'ANONYMOUS deny, USER allow, EDITOR allow, ADMIN allow',
      'Query.users(first:)': 'ANONYMOUS deny, USER allow, EDITOR allow, ADMIN allow',
      'Query.users(all:)': 'ANONYMOUS deny, USER deny, EDITOR deny, ADMIN allow',
      'Query.open': 'ANONYMOUS allow, USER allow, EDITOR allow, ADMIN allow',
      'Query.open(sort:)': 'ANONYMOUS allow, USER allow, EDITOR allow, ADMIN allow',
      'Sort.NAME': 'ANONYMOUS allow, USER allow, EDITOR allow, ADMIN allow',
      'Sort.EMAIL': 'ANONYMOUS deny, USER deny, EDITOR deny, ADMIN allow',
      'Filter.name': 'ANONYMOUS allow, USER allow, EDITOR allow, ADMIN allow',
      'Filter.email': 'ANONYMOUS deny, USER deny, EDITOR allow, ADMIN allow',
    });
  });

  it('is the same for the enforcing schema and the original one', () => {
    const sdl = 'type Query { a(x: In): Int @auth } input In { x: Int! = 5 @auth(requires: ADMIN) }';
    expect(accessTable(enforced(sdl))).toEqual(accessTable(plainSchema(sdl)));
  });
});

describe('an explanation', () => {
  const schema = enforced(`
    interface Node { id: ID  audit: Int @auth(requires: ADMIN) }
    type User implements Node { id: ID audit: Int email: String @auth(requires: ADMIN, owner: "id") }
    type Bill implements Node @auth(requires: ADMIN) @auth(maxAge: 60) { id: ID audit: Int }
    union Found = User | Bill
    input Filter { name: String  email: String @auth(requires: EDITOR)  and: [Filter!] }
    type Query { node: Node @public  found: [Found] @public  users(filter: Filter): [User] @auth  admin: Int @auth(requires: ADMIN) }`);
  const explained = (query: string, roles: readonly string[] | null, name?: string) =>
    explain(schema, parse(query), roles, name).map(({ path, coordinate, requirement }) => [
      path,
      coordinate,
      requirement,
    ]);

  it('lists each denied element by path, coordinate and requirement', () => {
    expect(explained('{ a: admin users(filter: { and: [{ email: "x" }] }) { id email } }', ['USER'])).toEqual(
      [
        ['a', 'Query.admin', '@auth(requires: ADMIN)'],
        ['users(filter.and.0.email)', 'Filter.email', '@auth(requires: EDITOR)'],
      ],
    );
    expect(explained('{ users { email } }', null)).toEqual([
      ['users', 'Query.users', '@auth'],
      ['users.email', 'User.email', '@auth(requires: ADMIN, owner: "id")'],
    ]);
    expect(explained('{ admin users { email } }', ['ADMIN'])).toEqual([]);
  });

  it('names the concrete type where only that one denies, and the interface where all do', () => {
    expect(explained('{ node { id audit } found { __typename ... on User { id } } }', ['USER'])).toEqual([
      ['node.id', 'Bill.id', '@auth(requires: ADMIN)'],
      ['node.audit', 'Node.audit', '@auth(requires: ADMIN)'],
      ['found.__typename', 'Bill.__typename', '@auth(requires: ADMIN)'],
    ]);
  });

  it('includes fragments and the defaults of variables', () => {
    const query = `query One ($f: Filter = { email: "x" }) { ...F } query Two { admin }
      fragment F on Query { ... { users(filter: $f) { id } } }`;
    expect(explained(query, ['USER'], 'One')).toEqual([
      ['users(filter.email)', 'Filter.email', '@auth(requires: EDITOR)'],
    ]);
    expect(explained(query, ['USER'], 'Two')).toEqual([['admin', 'Query.admin', '@auth(requires: ADMIN)']]);
    expect(() => explained(query, null)).toThrow('does not have exactly one operation');
  });

  it('has the location of the requirement, which may be on an interface', () => {
    const [first] = explain(schema, parse('{ node { ... on User { audit } } }'), ['USER']);
    expect(first).toMatchObject({
      coordinate: 'User.audit',
      location: expect.stringMatching(/:2$/) as string,
    });
  });
});

describe('a public operation', () => {
  const schema = enforced(
    `type Query { open: Int @public  closed: Int @auth }
     interface Doing @auth { both: Int }
     type Mutation implements Doing @public { login: Int  both: Int  admin: Int @auth(requires: ADMIN) }`,
  );
  const isPublic = (query: string, variables?: Record<string, unknown>, name?: string) =>
    isPublicOperation(schema, parse(query), name, variables);

  it.each([
    ['{ open }', true],
    ['{ a: open __typename }', true],
    ['{ closed }', false],
    ['{ open closed }', false],
    ['{ open ...F } fragment F on Query { ... { closed } }', false],
    ['fragment F on Query { open } { ...F ... on Query { b: open } }', true],
    ['{ open closed @skip(if: true) }', true],
    ['{ open ... @include(if: false) { closed } }', true],
    ['{ open __schema { types { name } } }', false],
    ['{ __type(name: "Query") { name } }', false],
    ['{ nope }', false],
    ['subscription { open }', false],
    ['mutation { both }', false],
    ['query A { open } query B { closed }', false],
  ])('%s: %p', (query, expected) => {
    expect(isPublic(query)).toBe(expected);
  });

  it('depends on its variables, their defaults, and its name', () => {
    const query = 'query A ($if: Boolean = false) { open closed @include(if: $if) } query B { closed }';
    expect(isPublic(query, {}, 'A')).toBe(true);
    expect(isPublic(query, { if: true }, 'A')).toBe(false);
    expect(isPublic(query, {}, 'B')).toBe(false);
    expect(isPublic('query ($if: Boolean!) { closed @include(if: $if) }')).toBe(false);
  });
});
