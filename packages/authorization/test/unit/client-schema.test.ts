import {
  buildSchema,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  isInterfaceType,
  isObjectType,
  printSchema,
  validateSchema,
} from 'graphql';
import { AuthorizationSchemaError, clientSchema } from '../../src/index.js';
import { plainSchema } from './enforced.js';

const definition = 'directive @semanticNonNull(levels: [Int!]! = [0]) on FIELD_DEFINITION';

/** The types of these fields, as a client with these roles sees them. */
function typesFor(sdl: string, roles: readonly string[] | null, ...coordinates: string[]): string[] {
  const schema = clientSchema(plainSchema(`${definition}\n${sdl}`), roles);
  expect(validateSchema(buildSchema(printSchema(schema)))).toEqual([]);
  return coordinates.map((coordinate) => {
    const [typeName = '', field = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    return isObjectType(type) || isInterfaceType(type)
      ? String(type.getFields()[field]?.type ?? 'hidden')
      : 'hidden';
  });
}

const typeFor = (sdl: string, roles: readonly string[] | null, coordinate = 'Query.f') =>
  typesFor(sdl, roles, coordinate)[0];

const query = (field: string, more = '') => `type Query { ${field} } ${more}`;

it('a marked field that everyone may use is non-null; one without the mark stays as it is', () => {
  const sdl = query('f: String @public @semanticNonNull  g: String @public  h: String! @public');
  expect(typesFor(sdl, null, 'Query.f', 'Query.g', 'Query.h')).toEqual(['String!', 'String', 'String!']);
});

it.each<[string, ...[readonly string[] | null, string][]]>([
  ['@auth', [null, 'hidden'], [[], 'String!'], [['USER'], 'String!']],
  ['@auth(requires: EDITOR)', [['USER'], 'hidden'], [['EDITOR'], 'String!'], [['ADMIN'], 'String!']],
  ['@auth(requires: EDITOR, scopes: "a")', [['USER'], 'String'], [['EDITOR'], 'String!']],
  ['@auth(scopes: "a")', [['ADMIN'], 'String']],
  ['@auth(maxAge: 60)', [['ADMIN'], 'String']],
  ['@auth(mfa: true)', [['ADMIN'], 'String']],
  ['@auth(requires: EDITOR) @auth(scopes: "a")', [['ADMIN'], 'String']],
])('%s decides by role', (rule, ...cases) => {
  for (const [roles, expected] of cases)
    expect(typeFor(query(`f: String @semanticNonNull ${rule}`), roles)).toBe(expected);
});

it.each([
  ['owner', 'owner: "id"'],
  ['group', 'group: "id"'],
  ['policy', 'policy: "isOpen"'],
])('stays nullable where the %s decides, and is non-null for a role that suffices', (_what, condition) => {
  const sdl = query(
    'user: User @public',
    `type User { id: ID!  f: String @semanticNonNull @auth(requires: ADMIN, ${condition}) }`,
  );
  expect(typeFor(sdl, ['USER'], 'User.f')).toBe('String');
  expect(typeFor(sdl, ['ADMIN'], 'User.f')).toBe('String!');
});

it("the type's requirement counts, own and inherited from an interface", () => {
  const sdl = query(
    'note: Note @public',
    `interface Owned @auth(requires: ADMIN, owner: "id") { id: ID! }
     type Note implements Owned { id: ID!  f: String @semanticNonNull }`,
  );
  expect(typeFor(sdl, ['USER'], 'Note.f')).toBe('String');
  expect(typeFor(sdl, ['ADMIN'], 'Note.f')).toBe('String!');
});

it.each([
  ['[String]', '', '[String]!'],
  ['[String]', '(levels: [0])', '[String]!'],
  ['[String]', '(levels: [1])', '[String!]'],
  ['[String]', '(levels: 1)', '[String!]'],
  ['[String]', '(levels: [0, 1])', '[String!]!'],
  ['[[String]]', '(levels: [1, 2])', '[[String!]!]'],
  ['[[String]!]', '(levels: [0])', '[[String]!]!'],
  ['[String!]!', '(levels: [0, 1])', '[String!]!'],
  ['[String]', '(levels: [])', '[String]'],
])('%s @semanticNonNull%s becomes %s', (type, args, expected) => {
  expect(typeFor(query(`f: ${type} @public @semanticNonNull${args}`), null)).toBe(expected);
});

it('reports every level that a field does not have, with its location', () => {
  const sdl = query(`
    f: String @public @semanticNonNull(levels: [1])
    g: [String] @public @semanticNonNull(levels: [0, -1])
    h: [String] @public @semanticNonNull(levels: null)`);
  const print = () => clientSchema(plainSchema(`${definition}\n${sdl}`), null);
  expect(print).toThrow(AuthorizationSchemaError);
  const problems = [
    /^The schema has no types for clients:/,
    /:3 Query\.f: @semanticNonNull names the level 1, but String has only the level 0\. Correct its levels\./,
    /Query\.g: @semanticNonNull names the level -1, but \[String\] has the levels 0 to 1\./,
    /Query\.h: @semanticNonNull names the level null/,
  ];
  for (const problem of problems) expect(print).toThrow(problem);
});

it('reads the mark of schemas made in code', () => {
  const field = (extensions: object) => ({
    type: GraphQLString,
    extensions: { directives: { public: {}, ...extensions } },
  });
  const fields = { f: field({ semanticNonNull: {} }), g: field({ semanticNonNull: { levels: [0] } }) };
  const printed = clientSchema(
    new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) }),
    null,
  );
  for (const each of Object.values(printed.getQueryType()?.getFields() ?? {}))
    expect(each.type).toBeInstanceOf(GraphQLNonNull);
});

it.each([
  ['a conditional argument', 'f(a: ID @auth(scopes: "a")): String', '', 'String'],
  ['an argument that the role may not send', 'f(a: ID @auth(requires: ADMIN)): String', '', 'String!'],
  ['an argument that the role may send', 'f(a: ID @auth(requires: USER)): String', '', 'String!'],
  [
    'a conditional input field',
    'f(a: In): String',
    'input In { b: Deep } input Deep { c: ID @auth(maxAge: 9)  d: ID }',
    'String',
  ],
  ['a hidden input field', 'f(a: In): String', 'input In { c: ID @auth(requires: ADMIN)  d: ID }', 'String!'],
  ['a conditional enum value as input', 'f(a: E): String', 'enum E { A  B @auth(mfa: true) }', 'String'],
])('%s makes the field %s', (_what, field, more, expected) => {
  expect(typeFor(query(`${field} @auth @semanticNonNull`, more), ['USER'])).toBe(expected);
});

it('an object that the client names is a conditional argument', () => {
  const sdl = query(
    'f(id: ID! @auth(of: "Draft")): Draft @auth @semanticNonNull',
    'type Draft @auth(requires: EDITOR, owner: "id") { id: ID }',
  );
  expect(typeFor(sdl, ['USER'])).toBe('Draft');
  expect(typeFor(sdl, ['EDITOR'])).toBe('Draft!');
});

const all = '@public @semanticNonNull(levels: [0, 1])';

it('enum values that the role may not see make the value null, not its list', () => {
  const more = 'enum E { A  B @auth(requires: ADMIN) }';
  expect(typeFor(query(`f: E @public @semanticNonNull`, more), ['USER'])).toBe('E');
  expect(typeFor(query(`f: [E] ${all}`, more), ['USER'])).toBe('[E]!');
  expect(typeFor(query(`f: [E!] ${all}`, more), ['USER'])).toBe('[E!]');
  expect(typeFor(query(`f: [E] ${all}`, more), ['ADMIN'])).toBe('[E!]!');
});

describe('a denial inside that makes the object null', () => {
  const withType = (field: string, type: string) => query(`f: ${field}`, type);

  it('a non-null field under a condition', () => {
    const type = 'type T { id: ID!  secret: String! @auth(requires: ADMIN, owner: "id") }';
    expect(typeFor(withType('T @public @semanticNonNull', type), ['USER'])).toBe('T');
    expect(typeFor(withType(`[T] ${all}`, type), ['USER'])).toBe('[T]!');
    expect(typeFor(withType(`[T!] ${all}`, type), ['USER'])).toBe('[T!]');
    expect(typeFor(withType('T @public @semanticNonNull', type), ['ADMIN'])).toBe('T!');
  });

  it('not a non-null field that the role cannot query', () => {
    const type = 'type T { id: ID!  secret: String! @auth(requires: ADMIN) }';
    expect(typeFor(withType('T @public @semanticNonNull', type), ['USER'])).toBe('T!');
  });

  it('`__typename` of a type under a condition', () => {
    const type = 'type T @auth(requires: ADMIN, owner: "id") { id: ID }';
    expect(typeFor(withType('T @public @semanticNonNull', type), ['USER'])).toBe('T');
  });

  it('at any depth, through non-null fields only', () => {
    const type = (of: string) =>
      `type T { next: ${of} } type U { id: ID!  secret: String! @auth(requires: ADMIN, owner: "id") }`;
    const nextOf = (of: string) => typeFor(withType('T @public @semanticNonNull', type(of)), ['USER']);
    expect([nextOf('U!'), nextOf('[U!]!'), nextOf('[U]!'), nextOf('[U!]'), nextOf('U')]).toEqual([
      'T',
      'T',
      'T!',
      'T!',
      'T!',
    ]);
  });

  it('a hidden type, where a union or an interface is returned', () => {
    const types = 'type A { id: ID } type B @auth(requires: ADMIN) { id: ID } union AB = A | B';
    expect(typeFor(withType('AB @public @semanticNonNull', types), ['USER'])).toBe('AB');
    expect(typeFor(withType('AB @public @semanticNonNull', types), ['ADMIN'])).toBe('AB!');
  });

  it('a type without visible fields, where an interface is returned', () => {
    const types =
      'interface I { f: String! } type A implements I { f: String! } type B implements I { f: String! @auth(requires: ADMIN) }';
    expect(typeFor(withType('I @public @semanticNonNull', types), ['USER'])).toBe('I');
    expect(typeFor(withType('I @public @semanticNonNull', types), ['ADMIN'])).toBe('I!');
  });
});

describe('@filtered', () => {
  const drafts = 'type Draft @auth(requires: EDITOR, owner: "id") { id: ID  text: String! }';

  it('makes a list shorter, not null', () => {
    const sdl = query('f: [Draft!] @auth @filtered @semanticNonNull', drafts);
    expect(typeFor(sdl, ['USER'])).toBe('[Draft!]!');
  });

  it('makes a single object null, without an error', () => {
    const sdl = query('f: Draft @auth @filtered @semanticNonNull', drafts);
    expect(typeFor(sdl, ['USER'])).toBe('Draft');
    expect(typeFor(sdl, ['EDITOR'])).toBe('Draft!');
  });

  it('the objects that remain can still become null by another rule', () => {
    const strict =
      'type Draft @auth(owner: "id") { id: ID  remarks: String! @auth(requires: EDITOR, scopes: "a") }';
    const sdl = query('f: [Draft!] @auth @filtered @semanticNonNull', strict);
    expect(typeFor(sdl, ['USER'])).toBe('[Draft!]');
    expect(typeFor(sdl, ['EDITOR'])).toBe('[Draft!]!');
  });
});

describe('interfaces', () => {
  it('an object may be non-null where the interface is nullable', () => {
    const sdl = query(
      'i: I @public',
      'interface I { f: String } type T implements I { f: String @semanticNonNull }',
    );
    expect(typesFor(sdl, null, 'I.f', 'T.f')).toEqual(['String', 'String!']);
  });

  it('the mark of an interface applies to the types that implement it', () => {
    const sdl = query(
      'i: I @public',
      `interface I { f: [String] @semanticNonNull }
       interface J implements I { f: [String] }
       type T implements I & J { f: [String] @semanticNonNull(levels: [1]) }`,
    );
    expect(typesFor(sdl, null, 'I.f', 'J.f', 'T.f')).toEqual(['[String]!', '[String]!', '[String!]!']);
  });

  it('an interface stays nullable where a type that implements it does', () => {
    const sdl = query(
      'i: I @public',
      `interface I { id: ID  f: String @semanticNonNull }
       interface J implements I { id: ID  f: String }
       type T implements I & J { id: ID  f: String @auth(requires: ADMIN, owner: "id") }
       type U implements I { id: ID  f: String }`,
    );
    const coordinates = ['I.f', 'J.f', 'T.f', 'U.f'];
    expect(typesFor(sdl, ['USER'], ...coordinates)).toEqual(['String', 'String', 'String', 'String!']);
    expect(typesFor(sdl, ['ADMIN'], ...coordinates)).toEqual(['String!', 'String!', 'String!', 'String!']);
  });

  it('or where a hidden type implements it', () => {
    const sdl = query(
      'i: I @public',
      'interface I { f: String @semanticNonNull } type T implements I { f: String } type U implements I @auth(requires: ADMIN) { f: String }',
    );
    expect(typesFor(sdl, ['USER'], 'I.f', 'T.f', 'U.f')).toEqual(['String', 'String!', 'hidden']);
  });

  it('or where a type adds a conditional argument', () => {
    const sdl = query(
      'i: I @public',
      'interface I { f: String @semanticNonNull } type T implements I { f(a: ID @auth(scopes: "a")): String }',
    );
    expect(typesFor(sdl, ['USER'], 'I.f', 'T.f')).toEqual(['String', 'String']);
  });
});

it('a schema without the directive is the visible schema', () => {
  const schema = plainSchema(query('f: String @auth'));
  expect(String(clientSchema(schema, []).getQueryType()?.getFields().f?.type)).toBe('String');
});
