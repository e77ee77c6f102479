import { AuthorizationSchemaError } from '@graphward/authorization';
import { buildSchema } from '../../../src/graphql/build-schema.js';
import { authorizeSchema } from '../../../src/graphql/schema.js';
import { defineModule } from '../../../src/modules/index.js';
import { createLogger } from '../../../src/observability/logger.js';

function problemsOf(...typeDefs: string[]): readonly string[] {
  const modules = typeDefs.map((text, index) => defineModule({ name: `module${index}`, typeDefs: text }));
  try {
    buildSchema(modules);
    return [];
  } catch (error) {
    if (!(error instanceof AuthorizationSchemaError)) throw error;
    return error.problems.map(({ message, location }) => `${location ?? 'no location'} ${message}`);
  }
}

const inQuery = (rest: string) => `extend type Query {\n  a: Int ${rest}\n}`;

it.each([
  ['@Auth', inQuery('@Auth'), [/^module0:2 @Auth is not enforced\. Did you mean @auth\?/]],
  ['@hasRole', inQuery('@public @hasRole'), [/^module0:2 @hasRole is not enforced\. Did you mean @auth\?/]],
  ['@Public', inQuery('@Public'), [/^module0:2 @Public is not enforced\. Did you mean @public\?/]],
  ['an unknown directive', inQuery('@public @fancy'), [/^module0:2 Unknown directive @fancy/]],
  ['an unknown argument of @auth', inQuery('@auth(role: ADMIN)'), [/^module0:2 .*role/]],
  ['@auth on a scalar', 'scalar Time @auth', [/^module0:1 @auth cannot be enforced on SCALAR/]],
  ['an unknown type', 'extend type Query { b: Nope @auth }', [/^module0:1 Unknown type "Nope"/]],
  [
    'a duplicate field',
    'extend type Query { me: Int @public }',
    [/^module0:1 Field "Query\.me" can only be defined once/],
  ],
  ['a duplicate type', 'type User { a: Int }', [/^module0:1 There can be only one type named "User"/]],
])('reports %s with its location', (_what, typeDefs, expected) => {
  const problems = problemsOf(typeDefs);
  for (const pattern of expected) expect(problems).toContainEqual(expect.stringMatching(pattern));
  expect(problems.every((problem) => problem.startsWith('module0:'))).toBe(true);
});

it('reports problems of the SDL and of the policy together, for all modules', () => {
  const one = inQuery('@auth(role: ADMIN, requires: GOD, maxAge: -1)');
  const two = 'extend type Query {\n  b: Int\n  c: Nope @auth\n}\nscalar Time @authorize';
  const problems = problemsOf(one, two).join('\n');
  for (const expected of [/module0:2 .*role/, /module0:2 .*GOD/, /module0:2 .*maxAge/, /module1:3 .*Nope/])
    expect(problems).toMatch(expected);
});

it('names the module in a syntax error', () => {
  expect(() => defineModule({ name: 'shop', typeDefs: 'type { a }' })).toThrow(
    expect.objectContaining({ source: expect.objectContaining({ name: 'shop' }) as unknown }) as Error,
  );
});

it.each<[unknown, RegExp]>([
  [undefined, /a module must be an object/],
  ['x', /a module must be an object/],
  [{}, /name must be a non-empty string/],
  [{ name: 'x', typeDefs: 5 }, /typeDefs of x must be SDL/],
  [
    { name: 'x', mailTemplates: './mail' },
    /mailTemplates of x must be a folder: an absolute path, or new URL/,
  ],
  [{ name: 'x', mailTemplates: new URL('https://example.com') }, /mailTemplates of x must be a folder/],
  [{ name: 'x', typeDefs: 'scalar X', resolvers: 5 }, /resolvers of x must be an object/],
  [{ name: 'x', typeDefs: 'scalar X', resolver: {} }, /x has an unknown property "resolver"/],
])('rejects %j as a module', (module, message) => {
  expect(() => defineModule(module as never)).toThrow(message);
});

it('accepts a module without resolvers', () => {
  expect(problemsOf('extend type User { nickname: String }')).toEqual([]);
});

it.each([
  'directive @semanticNonNull(levels: [Int!]! = [0]) on FIELD_DEFINITION',
  '"Described by a tool." directive @semanticNonNull("Levels." levels: [Int] = [0]) on FIELD_DEFINITION',
  'directive @semanticNonNull(levels: [Int!] = [0]) on FIELD_DEFINITION',
])('a module may repeat %s', (definition) => {
  const use = 'extend type Query { tags: [String] @public @semanticNonNull(levels: [0, 1]) }';
  expect(problemsOf(`${definition} ${use}`, definition)).toEqual([]);
});

it.each([
  'directive @semanticNonNull on FIELD_DEFINITION',
  'directive @semanticNonNull(levels: [Int!]! = [1]) on FIELD_DEFINITION',
  'directive @semanticNonNull(levels: [Int!]! = [0]) on FIELD_DEFINITION | OBJECT',
])('reports another definition: %s', (definition) => {
  expect(problemsOf(definition)).toEqual([
    'module0:1 There can be only one directive named "@semanticNonNull".',
  ]);
});

it('rejects subscriptions with their location', () => {
  const ticker = defineModule({ name: 'ticker', typeDefs: 'type Subscription { ticks: Int @public }' });
  const authorize = () =>
    authorizeSchema({
      modules: [ticker],
      introspection: 'role',
      clock: () => new Date(),
      log: createLogger({ level: 'silent' }),
    });
  expect(authorize).toThrow(/ticker.*1 Subscription: The server does not support subscriptions yet/);
});
