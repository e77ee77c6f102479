import {
  buildSchema,
  type ConstDirectiveNode,
  type GraphQLObjectType,
  isEnumType,
  isObjectType,
  Kind,
  parse,
} from 'graphql';
import { authorizationTypeDefs, readPolicy } from '../../src/index.js';

const sdl = `${authorizationTypeDefs} enum Role { USER ADMIN }
  type Secret { id: ID  text: String }  type Query { secret: Secret @public }`;

/** The policy of a schema in which `Secret.text` and `Role.ADMIN` have these extensions or nodes. */
function policyOf(field: object, role: object = {}) {
  const schema = buildSchema(sdl, { noLocation: true });
  const [secret, roles] = [schema.getType('Secret'), schema.getType('Role')];
  if (!isObjectType(secret) || !isEnumType(roles)) throw new Error('Not the schema above.');
  Object.assign(secret.getFields().text ?? {}, field);
  Object.assign(roles.getValue('ADMIN') ?? {}, role);
  return readPolicy(schema);
}

const declared = (value: unknown) => policyOf({ extensions: { directives: value } });
const messagesOf = ({ problems }: ReturnType<typeof policyOf>) => problems.map(({ message }) => message);
const rulesOf = ({ requirements }: ReturnType<typeof policyOf>) =>
  requirements.get('Secret.text')?.rules.map(({ text }) => text);

it.each<[written: unknown, rules: readonly string[]]>([
  [{ auth: {} }, ['@auth']],
  [{ auth: { requires: 'ADMIN' } }, ['@auth(requires: ADMIN)']],
  [{ auth: { requires: ['USER', 'ADMIN'], maxAge: 60 } }, ['@auth(requires: [USER, ADMIN], maxAge: 60)']],
  [{ auth: [{ owner: 'id' }, { requires: 'ADMIN' }] }, ['@auth(owner: "id")', '@auth(requires: ADMIN)']],
  [[{ name: 'auth' }], ['@auth']],
  [[{ name: 'auth', args: { requires: 'ADMIN' } }], ['@auth(requires: ADMIN)']],
  [Object.assign(Object.create(null), { auth: {} }), ['@auth']],
])('reads %j', (written, rules) => {
  const policy = declared(written);
  expect(messagesOf(policy)).toEqual([]);
  expect(rulesOf(policy)).toEqual(rules);
});

it('ignores the directives of other libraries', () => {
  const policy = declared({ cached: 'a minute', deprecated: true });
  expect(messagesOf(policy)).toEqual([]);
  expect(rulesOf(policy)).toBeUndefined();
});

class Arguments {
  readonly requires = 'ADMIN';
}
const hidden = Object.defineProperty({}, 'auth', { value: { requires: 'ADMIN' }, enumerable: false });
const getter = {
  get requires() {
    return 'ADMIN';
  },
};

it.each<[title: string, written: unknown, message: RegExp]>([
  ['a role in place of the arguments', { auth: 'ADMIN' }, /arguments of @auth .* not an object/],
  ['a list of roles in place of the arguments', { auth: ['ADMIN'] }, /not an object of arguments/],
  ['nested lists', { auth: [[{ requires: 'ADMIN' }]] }, /not an object of arguments/],
  ['an empty list', { auth: [] }, /not an object of arguments/],
  ['true', { auth: true }, /not an object of arguments/],
  ['false', { auth: false }, /not an object of arguments/],
  ['null', { auth: null }, /not an object of arguments/],
  ['undefined', { auth: undefined }, /not an object of arguments/],
  ['a number', { auth: 5 }, /not an object of arguments/],
  ['a function', { auth: () => ({ requires: 'ADMIN' }) }, /not an object of arguments/],
  ['a Map', { auth: new Map([['requires', 'ADMIN']]) }, /not an object of arguments/],
  ['a class instance', { auth: new Arguments() }, /not an object of arguments/],
  ['a getter', { auth: getter }, /not an object of arguments/],
  ['inherited arguments', { auth: Object.create({ requires: 'ADMIN' }) }, /not an object of arguments/],
  ['a symbol', { auth: { [Symbol('requires')]: 'ADMIN' } }, /not an object of arguments/],
  ['an undefined argument', { auth: { requires: undefined } }, /"requires" of @auth .* undefined/],
  ['an unknown argument', { auth: { role: 'ADMIN' } }, /@auth has no argument "role"/],
  ['__proto__ as an argument', { auth: JSON.parse('{"__proto__": {}}') }, /no argument "__proto__"/],
  ['constructor as an argument', { auth: { constructor: 1 } }, /no argument "constructor"/],
  ['an unknown role', { auth: { requires: 'ADMN' } }, /Unknown role ADMN/],
  ['a role in lower case', { auth: { requires: 'admin' } }, /Unknown role admin/],
  ['nested roles', { auth: { requires: [['ADMIN']] } }, /Unknown role a list/],
  ['a missing role', { auth: { requires: ['ADMIN', undefined] } }, /Unknown role undefined/],
  ['holes between roles', { auth: { requires: new Array(1) } }, /Unknown role undefined/],
  ['a set of roles', { auth: { requires: new Set(['ADMIN']) } }, /Unknown role an object/],
  ['no roles', { auth: { requires: [] } }, /admits no viewer/],
  ['null for the roles', { auth: { requires: null } }, /Unknown role null/],
  ['a bigint', { auth: { maxAge: 60n } }, /maxAge must be a whole number/],
  ['a text for a number', { auth: { maxAge: '60' } }, /maxAge must be a whole number/],
  ['an age beyond Int', { auth: { maxAge: 2 ** 31 } }, /maxAge must be a whole number/],
  ['an endless age', { auth: { maxAge: Infinity } }, /maxAge must be a whole number/],
  ['a number for a boolean', { auth: { mfa: 1 } }, /mfa must be true or false/],
  ['an owner that is a list', { auth: { owner: ['id'] } }, /owner must be the name of a field/],
  ['another case', { Auth: {} }, /Did you mean @auth/],
  ['an @', { '@auth': {} }, /Did you mean @auth/],
  ['arguments of @public', { public: { except: 'ADMIN' } }, /@public has no argument "except"/],
  ['true for @public', { public: true }, /arguments of @public/],
  ['a text', 'auth', /neither an object nor a list/],
  ['a directive as text', '@auth(requires: ADMIN)', /neither an object nor a list/],
  ['null for all', null, /neither an object nor a list/],
  ['a Map of directives', new Map([['auth', {}]]), /neither an object nor a list/],
  ['inherited directives', Object.create({ auth: {} }), /neither an object nor a list/],
  ['a prototype of directives', { __proto__: { auth: {} } }, /neither an object nor a list/],
  ['hidden directives', hidden, /neither an object nor a list/],
  ['names in a list', ['auth'], /not \{ name: "…", args: \{…\} \}/],
  ['pairs in a list', [['auth', { requires: 'ADMIN' }]], /not \{ name/],
  ['objects by name in a list', [{ auth: { requires: 'ADMIN' } }], /not \{ name/],
  ['an AST node', [parse('type T @auth { a: Int }').definitions[0]], /not \{ name/],
  [
    'arguments under another key',
    [{ name: 'auth', arguments: { requires: 'ADMIN' } }],
    /unknown key "arguments"/,
  ],
  ['a hole in a list', new Array(1), /not \{ name/],
  ['null for listed arguments', [{ name: 'auth', args: null }], /not an object of arguments/],
])('%s in extensions.directives stops start-up', (_title, written, message) => {
  const policy = declared(written);
  expect(policy.problems).toContainEqual({
    coordinate: 'Secret.text',
    message: expect.stringMatching(message) as string,
  });
});

it.each(['auth', 'Auth', '@auth', 'directive', 'Directives'])('extensions.%s stops start-up', (key) => {
  const policy = policyOf({ extensions: { [key]: { requires: 'ADMIN' } } });
  expect(messagesOf(policy)).toEqual([expect.stringContaining(`extensions.${key} is not read`)]);
});

it('admits no viewer where a directive cannot be read', () => {
  const { requirements, openFields } = declared({ auth: 'ADMIN' });
  expect(requirements.get('Secret.text')?.masks).toEqual([0]);
  expect(openFields.has('Secret.text')).toBe(false);
  expect(declared({ public: 'all' }).openFields.has('Secret.text')).toBe(false);
});

it('a role inherits nothing from a directive that cannot be read', () => {
  const { roles, problems } = policyOf({}, { extensions: { directives: { inherits: 'USER' } } });
  expect(problems.map(({ coordinate }) => coordinate)).toEqual(['Role.ADMIN']);
  expect(roles.viewerMask(['ADMIN']) & roles.requiredMask(['USER'])).toBe(0);
  const bigint = { extensions: { directives: { inherits: { roles: [1n] } } } };
  expect(messagesOf(policyOf({}, bigint))).toEqual([
    '@inherits names 1, which is not a value of enum Role. Correct the name.',
  ]);
});

describe('directives on AST nodes', () => {
  const directive = (text: string) => {
    const [definition] = parse(`query ${text} { a }`).definitions;
    const nodes = (definition as { directives?: readonly ConstDirectiveNode[] }).directives ?? [];
    return { kind: Kind.FIELD_DEFINITION, directives: nodes } as never;
  };

  it('are read from extensions without a definition', () => {
    const schema = buildSchema(sdl, { noLocation: true });
    const secret = schema.getType('Secret') as GraphQLObjectType;
    Object.assign(secret, { astNode: undefined, extensionASTNodes: [directive('@auth(requires: ADMIN)')] });
    expect(rulesOf(readPolicy(schema))).toEqual(['@auth(requires: ADMIN)']);
  });

  it.each([
    ['@auth(requires: ADMIN, requires: USER)', 'The argument "requires" of @auth is given twice.'],
    ['@auth(requires: $role)', 'The argument "requires" of @auth is not a constant.'],
    ['@auth(requires: [$role])', 'Unknown role undefined.'],
    ['@public(to: USER)', '@public has no argument "to".'],
  ])('%s stops start-up', (text, message) => {
    const policy = policyOf({ astNode: directive(text) });
    expect(messagesOf(policy)).toEqual([expect.stringContaining(message)]);
  });
});
