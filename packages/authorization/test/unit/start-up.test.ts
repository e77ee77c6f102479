import { buildSchema, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import {
  AuthorizationSchemaError,
  readPolicy,
  type SchemaProblem,
  withAuthorization,
} from '../../src/index.js';
import { enforced, plainSchema, problemsOf } from './enforced.js';

const query = 'type Query { a: Int @public }\n';

it.each<[name: string, sdl: string, coordinate: string, message: RegExp, line?: number]>([
  [
    'a root field without @auth and @public',
    'type Query {\n a: Int\n}',
    'Query.a',
    /neither @auth nor @public/,
    2,
  ],
  [
    'a root field without either in an extension',
    `${query}extend type Query {\n b: Int }`,
    'Query.b',
    /neither @auth nor @public/,
    3,
  ],
  [
    'a mutation without either',
    `${query}type Mutation { m: Int }`,
    'Mutation.m',
    /neither @auth nor @public/,
    2,
  ],
  [
    'a subscription without either',
    `${query}type Subscription { s: Int }`,
    'Subscription.s',
    /neither @auth nor @public/,
    2,
  ],
  [
    'an unknown role',
    'type Query { a: Int @auth(requires: ADMN) }',
    'Query.a',
    /Unknown role ADMN\. Enum Role has USER, EDITOR, ADMIN/,
    1,
  ],
  ['an empty list of roles', 'type Query { a: Int @auth(requires: []) }', 'Query.a', /admits no viewer/],
  ['null for the roles', 'type Query { a: Int @auth(requires: null) }', 'Query.a', /Unknown role null/],
  [
    'an age that is not positive',
    'type Query { a: Int @auth(maxAge: 0) }',
    'Query.a',
    /whole number of seconds/,
  ],
  [
    'an age that is not a number',
    'type Query { a: Int @auth(maxAge: "1h") }',
    'Query.a',
    /whole number of seconds/,
  ],
  [
    'a second factor that is not a boolean',
    'type Query { a: Int @auth(mfa: "yes") }',
    'Query.a',
    /mfa must be true or false/,
  ],
  ['an unknown argument', 'type Query { a: Int @auth(role: ADMIN) }', 'Query.a', /no argument "role"/],
  [
    'an owner that is not a field',
    `${query}type T {\n x: Int @auth(owner: "authorId") }`,
    'T.x',
    /"authorId" is not a field of T/,
    3,
  ],
  [
    'an owner that is not a name',
    `${query}type T { x: Int @auth(owner: 5) }`,
    'T.x',
    /owner must be the name of a field/,
  ],
  ['an owner that is an object', `${query}type T { x: Int @auth(owner: "t") t: T }`, 'T.x', /not an ID/],
  [
    'an owner that is a list of lists',
    `${query}type T @auth(owner: "ids") { ids: [[ID]] }`,
    'T',
    /not an ID/,
  ],
  [
    'an owner that needs arguments',
    `${query}type T { x: Int @auth(owner: "id") id(of: Int!): ID }`,
    'T.x',
    /required arguments/,
  ],
  [
    'an owner on a root field',
    'type Query { id: ID @auth(owner: "id") }',
    'Query.id',
    /a root type has no owner/,
  ],
  [
    'an owner on an interface of a root type',
    'interface I { a: ID @auth(owner: "a") } type Query implements I { a: ID @public }',
    'I.a',
    /a root type has no owner/,
  ],
  [
    'an owner on an argument',
    'type Query { a(x: Int @auth(owner: "a")): Int @public }',
    'Query.a(x:)',
    /cannot be enforced here/,
  ],
  [
    'an owner on an input field',
    `${query}input In { x: ID @auth(owner: "x") }`,
    'In.x',
    /cannot be enforced here/,
  ],
  ['an owner on an enum value', `${query}enum E { A @auth(owner: "x") }`, 'E.A', /cannot be enforced here/],
  ['@auth and @public together', 'type Query { a: Int @auth @public }', 'Query.a', /exclude each other/],
  [
    '@auth and @public on a type and its extension',
    `type Query @public { a: Int }\nextend type Query @auth`,
    'Query',
    /exclude each other/,
  ],
  ['@auth on a scalar', `${query}scalar S @auth`, 'S', /cannot be enforced on SCALAR/],
  ['@auth on an enum', `${query}enum E @auth { A }`, 'E', /cannot be enforced on ENUM/],
  ['@auth on a union', `${query}union U @auth = Query`, 'U', /cannot be enforced on UNION/],
  ['@auth on an input type', `${query}input In @auth { x: Int }`, 'In', /cannot be enforced on INPUT_OBJECT/],
  ['@auth on the schema', `${query}schema @auth { query: Query }`, 'schema', /cannot be enforced on SCHEMA/],
  [
    '@public on an argument',
    'type Query { a(x: Int @public): Int @auth }',
    'Query.a(x:)',
    /cannot be enforced on ARGUMENT_DEFINITION/,
  ],
  [
    '@auth on an argument of a directive',
    `${query}directive @cache(ttl: Int @auth) on FIELD`,
    '@cache(ttl:)',
    /directive's argument/,
  ],
  [
    'a protected input in a directive of operations',
    `${query}input In { x: Int @auth }\ndirective @cache(in: In) on FIELD`,
    '@cache(in:)',
    /in a directive that operations may use/,
  ],
  [
    'a role that inherits an unknown one',
    `${query}extend enum Role { GUEST @inherits(roles: ["NOBODY"]) }`,
    'Role.GUEST',
    /"NOBODY"/,
  ],
  [
    'a role that inherits itself',
    `${query}extend enum Role { GUEST @inherits(roles: "GUEST") }`,
    'Role.GUEST',
    /inherits itself/,
  ],
  [
    'a cycle of roles',
    `${query}extend enum Role { A1 @inherits(roles: "B1") B1 @inherits(roles: "C1") C1 @inherits(roles: "A1") }`,
    'Role.B1',
    /inherits itself/,
  ],
  [
    '@inherits on another enum',
    `${query}enum E { A @inherits(roles: "USER") }`,
    'E.A',
    /has an effect only on values of enum Role/,
  ],
  [
    'a role called ANONYMOUS',
    `${query}extend enum Role { ANONYMOUS }`,
    'Role.ANONYMOUS',
    /Give the role another name/,
  ],
  ['an unknown directive', `${query}type T { x: Int @cached }`, 'T.x', /Unknown directive @cached/],
])('%s stops start-up', (...[, sdl, coordinate, message, line]) => {
  const found = problemsOf(sdl).find(
    (problem) => (problem.coordinate ?? '') === coordinate && message.test(problem.message),
  );
  expect(problemsOf(sdl)).toContainEqual(found);
  expect(found?.location).toMatch(/^schema\/test\.graphql:\d+$/);
  if (line !== undefined) expect(found?.location).toBe(`schema/test.graphql:${line}`);
});

it.each([
  'policy',
  'requiresAccess',
  'hasPermission',
  'guard',
  'canEdit',
  'can',
  'aws_auth',
  'aws_cognito_user_pools',
  'protected',
  'isOwner',
  'isLoggedIn',
  'private',
  'role',
])('@%s stops start-up unless it is allowed', (name) => {
  const sdl = `directive @${name} on FIELD_DEFINITION ${query}type T { x: Int @${name} }`;
  const [problem] = problemsOf(sdl);
  expect(problem?.message).toContain(`@${name} is not enforced.`);
  expect(() => enforced(sdl, {}, { allowDirectives: [name] })).not.toThrow();
  expect(() => enforced(sdl, {}, { allowDirectives: ['other'] })).toThrow(name);
});

it.each(['author', 'auto', 'oauth', 'isActive', 'canonical', 'hasMany', 'scoped'])(
  '@%s is not taken for a directive that restricts access',
  (name) => {
    const sdl = `directive @${name} on FIELD_DEFINITION ${query}type T { x: Int @${name} }`;
    expect(() => enforced(sdl)).not.toThrow();
  },
);

it.each([
  'Auth',
  'AUTH',
  'authorize',
  'authorise',
  'authorized',
  'authenticated',
  'isAuthenticated',
  'auths',
  'requiresAuth',
  'hasRole',
  'requiresRole',
])('@%s is taken for a misspelt @auth, whether or not it is defined', (name) => {
  const sdl = `type Query { a: Int @public b: Int @${name} }`;
  expect(problemsOf(sdl).map(({ message }) => message)).toContain(
    `@${name} is not enforced. Did you mean @auth?`,
  );
  const defined = problemsOf(`directive @${name} on FIELD_DEFINITION\n${sdl}`).map(({ message }) => message);
  expect(defined).toContain(`@${name} is not enforced. Did you mean @auth?`);
});

it.each([
  ['Public', 'public'],
  ['publik', 'public'],
  ['inherit', 'inherits'],
  ['Inherits', 'inherits'],
])('@%s is taken for @%s', (name, meant) => {
  const messages = problemsOf(`${query}type T { x: Int @${name} }`).map(({ message }) => message);
  expect(messages).toContain(`@${name} is not enforced. Did you mean @${meant}?`);
});

it('ignores a defined directive of another library', () => {
  expect(
    problemsOf(
      `directive @cached(ttl: Int) on FIELD_DEFINITION\ntype Query { a: Int @public @cached(ttl: 5) }`,
    ),
  ).toEqual([]);
});

it('reports all problems in one error whose message lists them', () => {
  const sdl = 'type Query {\n a: Int\n b: Int @auth(requires: NOPE)\n}\ntype T { x: Int @authorize }';
  const problems = problemsOf(sdl);
  expect(problems.map(({ coordinate, location }) => [coordinate, location])).toEqual([
    ['T.x', 'schema/test.graphql:5'],
    ['Query.b', 'schema/test.graphql:3'],
    ['Query.a', 'schema/test.graphql:2'],
  ]);
  expect(new AuthorizationSchemaError(problems).message).toContain(
    'schema/test.graphql:3 Query.b: Unknown role NOPE',
  );
});

it('rejects a protected enum value whose internal value another value has, too', () => {
  const sdl = 'enum E { A  B @auth } type Query { a: E @public }';
  expect(() => enforced(sdl, { E: { A: 1, B: 1 } })).toThrow(/same internal value/);
  expect(() => enforced(sdl, { E: { A: 1, B: 2 } })).not.toThrow();
});

it('rejects another definition of @auth', () => {
  const schema = buildSchema(
    'directive @auth(requires: Role = ADMIN) on FIELD_DEFINITION  enum Role { USER ADMIN }  type Query { a: Int @auth }',
  );
  expect(readPolicy(schema).problems[0]?.message).toMatch(
    /not defined as in authorizationTypeDefs.*requires: Role/,
  );
});

it('rejects directives without their definition', () => {
  const schema = buildSchema('enum Role { USER } type Query { a: Int @auth }', { assumeValidSDL: true });
  expect(readPolicy(schema).problems[0]?.message).toMatch(/Add authorizationTypeDefs/);
});

it('reads directives from the extensions of a schema made in code', () => {
  const field = (extensions: object) => ({ type: GraphQLString, extensions: { directives: extensions } });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        open: field({ public: {} }),
        signedIn: field({ auth: {} }),
        list: field([{ name: 'auth', args: { maxAge: 60 } }]),
        twice: field({ auth: [{}, { maxAge: 5 }] }),
      },
    }),
  });
  const { requirements, openFields } = readPolicy(schema);
  expect([...openFields]).toEqual(['Query.open']);
  const texts = [...requirements].map(([coordinate, { rules }]) => [
    coordinate,
    ...rules.map(({ text }) => text),
  ]);
  expect(texts).toEqual([
    ['Query.signedIn', '@auth'],
    ['Query.list', '@auth(maxAge: 60)'],
    ['Query.twice', '@auth', '@auth(maxAge: 5)'],
  ]);
});

it('warns of a protected non-null field and of @public without effect', () => {
  const warnings: SchemaProblem[] = [];
  const sdl =
    'type Query { t: T @public } type T @auth { id: ID!  secret: Int! @auth(requires: ADMIN)  open: Int @public }';
  enforced(sdl, {}, { onWarning: (warning) => warnings.push(warning) });
  expect(warnings.map(({ coordinate }) => coordinate)).toEqual(['T.secret', 'T.open']);
});

it('rejects a schema that is already enforced', () => {
  const schema = enforced('type Query { a: Int @auth }');
  expect(() => withAuthorization(schema, { viewer: () => null })).toThrow(/already/);
});

it('accepts root fields without directives on a @public root type', () => {
  expect(readPolicy(plainSchema('type Query @public { a: Int  b: Int @auth }')).problems).toEqual([]);
});

it('reports an invalid schema in the same way', () => {
  const schema = plainSchema('interface I { x: Int } type T implements I { y: Int } type Query { a: Int }');
  const report = () => withAuthorization(schema, { viewer: () => null });
  expect(report).toThrow(AuthorizationSchemaError);
  expect(report).toThrow(/Interface field I.x expected[^]*Query.a: Root field has neither/);
});
