import { mapSchema } from '@graphql-tools/utils';
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  type GraphQLSchema,
  lexicographicSortSchema,
  parse,
  printSchema,
  validate,
  validateSchema,
} from 'graphql';
import { redactErrors, visibleSchema, withAuthorization } from '../../src/index.js';
import { alice, anonymous, ask, enforced, plainSchema, root } from './enforced.js';

const sdl = `
  interface Node { id: ID  audit: Audit @auth(requires: ADMIN)  stamp(zone: Zone = HIDDEN_ZONE): String }
  type User implements Node { id: ID audit: Audit stamp(zone: Zone = HIDDEN_ZONE): String email: String @auth(requires: ADMIN, owner: "id") secretive: Int @auth(requires: ADMIN) }
  type Ghost implements Node @auth(requires: ADMIN) { id: ID audit: Audit stamp(zone: Zone = HIDDEN_ZONE): String }
  type Audit { log: AuditLog }  type AuditLog { line: String }
  union Found = User | Ghost
  union Ghosts = Ghost
  enum Zone { UTC  HIDDEN_ZONE @auth(requires: ADMIN) }
  enum Hidden { SECRET_ONE @auth(requires: ADMIN) }
  input Search { term: String = "x"  all: Boolean! = false @auth(requires: ADMIN)  hidden: Hidden  zone: Zone = HIDDEN_ZONE  zones: [Zone!]! = [UTC] }
  input Secretive { x: Int @auth(requires: ADMIN) }
  input Demanding { secret: Int! @auth(requires: ADMIN)  open: Int }
  scalar Rare
  type Query {
    me: User @public
    signedIn: User @auth
    found(search: Search = { term: "y", all: true }): [Found] @public
    ghosts: [Ghosts] @public
    admin: AuditLog @auth(requires: ADMIN)
    rare: Rare @auth(requires: ADMIN)
    byHidden(hidden: Hidden!): Int @public
    byChoice(secretive: Secretive, open: Int): Int @public
    byDemanding(demanding: Demanding!): Int @public
    limited(limit: Int! @auth(requires: ADMIN)): Int @public
    fixed(zone: Zone! = HIDDEN_ZONE): Int @public
  }
  type Mutation { wipe: Int @auth(requires: ADMIN) }
  directive @log(level: Hidden, note: String) on FIELD_DEFINITION
  directive @strict(level: Hidden!) on FIELD_DEFINITION`;

const schema = enforced(sdl, { Query: { me: () => ({ id: '1' }) } });
const printed = (roles: readonly string[] | null) => printDefaults(printSchema(visibleSchema(schema, roles)));

/** graphql 17 prints objects with spaces, and a copied default with the defaults of its fields. */
function printDefaults(text: string): string {
  return text
    .replace(/= \{ (.*?) \}/g, '= {$1}')
    .replace('all: true, term: "y", zone: HIDDEN_ZONE, zones: [UTC]', 'term: "y", all: true');
}

describe('the visible schema', () => {
  it('contains what is open to anonymous viewers, and nothing that refers to hidden types', () => {
    expect(printed(null).replace(/^[^]*?enum Role/, 'enum Role')).toMatchSnapshot();
  });

  it('contains for a user what owners may read', () => {
    const { User: user, Query: query } = visibleSchema(schema, ['USER']).getTypeMap() as never as Record<
      string,
      { getFields(): Record<string, unknown> }
    >;
    expect(Object.keys(user?.getFields() ?? {})).toEqual(['id', 'stamp', 'email']);
    expect(Object.keys(query?.getFields() ?? {})).toContain('signedIn');
  });

  it('is the whole schema for an admin', () => {
    const sorted = (each: GraphQLSchema) => printDefaults(printSchema(lexicographicSortSchema(each)));
    expect(sorted(visibleSchema(schema, ['ADMIN']))).toBe(sorted(plainSchema(sdl)));
  });

  it.each([null, [], ['USER'], ['EDITOR'], ['ADMIN'], ['NOBODY']])(
    'is valid and can be read back for %p',
    (roles) => {
      const visible = visibleSchema(schema, roles);
      expect(validateSchema(visible)).toEqual([]);
      expect(validateSchema(buildSchema(printSchema(visible)))).toEqual([]);
    },
  );

  it('names nothing that is hidden', () => {
    const hidden =
      /audit|AuditLog|Ghost|HIDDEN_ZONE|SECRET_ONE|Secretive|Demanding|secretive|wipe|Mutation|Rare|\blimited\b|\bstrict\b/;
    expect(printed(null)).not.toMatch(hidden);
    expect(printed(['USER'])).not.toMatch(hidden);
  });

  it('keeps directive definitions without their hidden arguments', () => {
    expect(printed(null)).toMatch(/directive @log\(note: String\) on FIELD_DEFINITION/);
    expect(printed(null)).toContain('directive @auth(');
  });

  it('is valid even if nothing is open', () => {
    const closed = visibleSchema(enforced('type Query { a: Int @auth }'), null);
    expect(validateSchema(closed)).toEqual([]);
    expect(printSchema(closed)).toContain('Placeholder: this viewer may not use any field.');
    expect(Object.keys(closed.getQueryType()?.getFields() ?? {})).toEqual(['_']);
  });

  it('is cached by effective set of roles', () => {
    expect(visibleSchema(schema, ['EDITOR'])).toBe(visibleSchema(schema, ['EDITOR', 'USER']));
    expect(visibleSchema(schema, null)).not.toBe(visibleSchema(schema, []));
  });

  it('shows the members of an interface that all its visible implementations show', () => {
    const partly = plainSchema(`
      interface Named { name: String  alias(long: Boolean): String }
      type A implements Named { name: String @auth(requires: ADMIN)  alias(long: Boolean @auth(requires: ADMIN)): String }
      type B implements Named { name: String  alias(long: Boolean): String }
      type Query { named: Named @public }`);
    const visible = visibleSchema(partly, null);
    expect(validateSchema(visible)).toEqual([]);
    expect(printSchema(visible)).toMatch(/interface Named {\n {2}alias: String\n}/);
    expect(printSchema(visible)).toMatch(/type A implements Named {\n {2}alias: String\n}/);
    expect(printSchema(visible)).toMatch(
      /type B implements Named {\n {2}name: String\n {2}alias\(long: Boolean\): String\n}/,
    );
  });
});

describe('introspection', () => {
  const names =
    /audit|AuditLog|Ghost|HIDDEN_ZONE|SECRET_ONE|Secretive|Demanding|secretive|wipe|Rare|\blimited\b|\bstrict\b/;

  it.each<[way: string, query: string]>([
    [
      'plainly',
      getIntrospectionQuery({
        inputValueDeprecation: true,
        schemaDescription: true,
        directiveIsRepeatable: true,
        specifiedByUrl: true,
      }),
    ],
    ['by an alias', '{ x: __schema { y: types { z: name fields { n: name } possibleTypes { name } } } }'],
    [
      'by a fragment spread on the root',
      'query { ...Q } fragment Q on Query { __schema { types { name fields { name args { name } } } } }',
    ],
    [
      'by a fragment defined before',
      'fragment Q on Query { __schema { types { name fields { name } } } } query { ...Q }',
    ],
    [
      'by an inline fragment on the root',
      '{ ... { ... on Query { __schema { types { name enumValues { name } inputFields { name defaultValue } } } } } }',
    ],
    ['by the name of a hidden type', '{ __type(name: "Ghost") { kind fields { type { description } } } }'],
    [
      'through an interface',
      '{ __type(name: "Node") { possibleTypes { name fields { name } interfaces { name } } } }',
    ],
    ['through a union', '{ __type(name: "Found") { possibleTypes { name } } }'],
    [
      'through directives',
      '{ __schema { directives { name args { name type { name enumValues { name } } } } } }',
    ],
    [
      'through a root type',
      '{ __schema { mutationType { fields { name } } queryType { fields { name type { name ofType { name } } } } } }',
    ],
  ])('%s shows nothing hidden', async (_way, query) => {
    for (const viewer of [anonymous, alice]) {
      const { data, errors } = await ask(schema, viewer, query);
      expect(errors).toEqual([]);
      expect(JSON.stringify(data)).not.toMatch(names);
    }
    const admin = await ask(schema, root, query);
    expect(admin.errors).toEqual([]);
  });

  it('returns exactly the visible schema', async () => {
    const { data } = await ask(schema, alice, getIntrospectionQuery({ directiveIsRepeatable: true }));
    const shown = buildClientSchema(data as never);
    expect(printSchema(lexicographicSortSchema(shown))).toBe(
      printSchema(lexicographicSortSchema(visibleSchema(schema, ['USER']))),
    );
  });

  it('returns null for a hidden type as for one that does not exist', async () => {
    expect(
      (await ask(schema, alice, '{ a: __type(name: "Ghost") { name } b: __type(name: "Nope") { name } }'))
        .data,
    ).toEqual({ a: null, b: null });
  });

  it('returns the whole schema with `full`, and an error with `off`', async () => {
    const full = enforced(sdl, {}, { introspection: 'full' });
    const { data } = await ask(
      full,
      anonymous,
      getIntrospectionQuery({ directiveIsRepeatable: true, specifiedByUrl: true }),
    );
    const sorted = (each: GraphQLSchema) => printDefaults(printSchema(lexicographicSortSchema(each)));
    expect(sorted(buildClientSchema(data as never))).toBe(sorted(plainSchema(sdl)));

    const off = enforced(sdl, {}, { introspection: 'off' });
    expect((await ask(off, root, '{ __schema { types { name } } }')).denied).toEqual(['__schema FORBIDDEN']);
    expect((await ask(off, root, '{ __type(name: "User") { name } }')).denied).toEqual(['__type FORBIDDEN']);
  });

  it('of schemas without the engine is unchanged', async () => {
    const { data } = await ask(
      plainSchema(sdl),
      anonymous,
      '{ __type(name: "Node") { possibleTypes { name } } }',
    );
    expect(data).toEqual({ __type: { possibleTypes: [{ name: 'User' }, { name: 'Ghost' }] } });
  });

  it('is restricted in schemas that are transformed after enforcement', async () => {
    for (const transform of [lexicographicSortSchema, (each: GraphQLSchema) => mapSchema(each, {})]) {
      const { data } = await ask(transform(schema), alice, '{ __schema { types { name } } }');
      expect(JSON.stringify(data)).not.toMatch(names);
    }
  });
});

describe('errors of validation', () => {
  const messages = (query: string, roles: readonly string[] | null, variables?: Record<string, unknown>) => {
    const document = parse(query);
    const errors = validate(schema, document);
    expect(errors).not.toEqual([]);
    return redactErrors(schema, errors, { document, roles, variables }).map(({ message }) => message);
  };

  it('suggest only what is visible', () => {
    expect(messages('{ me { emial } }', ['ADMIN'])).toEqual([
      expect.stringContaining('Did you mean "email"?'),
    ]);
    expect(messages('{ me { emial } }', ['USER'])).toEqual([
      expect.stringContaining('Did you mean "email"?'),
    ]);
    expect(messages('{ me { emial } }', null)).toEqual(['Cannot query field "emial" on type "User".']);
    expect(messages('{ admim }', null)).toEqual(['Cannot query field "admim" on type "Query".']);
    expect(messages('{ fixed(zone: HIDDEN_ZON) }', ['USER'])).toEqual([
      expect.not.stringContaining('HIDDEN_ZONE'),
    ]);
    expect(messages('fragment F on Ghos { id } { me { ...F } }', null).join()).not.toContain('Ghost');
    expect(messages('{ limited(limt: 1) }', null).join()).not.toContain('limit"');
  });

  it('never name a hidden type or a hidden required input that the client did not name', () => {
    expect(messages('{ admin { nope } }', null)).toEqual(['The operation does not match the schema here.']);
    expect(messages('{ byDemanding(demanding: {}) }', null).join()).not.toMatch(/secret|Demanding/);
    expect(messages('{ limited }', null).join()).not.toMatch(/"limit"/);
    expect(messages('{ admin }', null).join()).not.toContain('AuditLog');
  });

  it('keep their locations, and do not change where nothing is hidden', () => {
    const document = parse('{ me { emial } }');
    const errors = validate(schema, document);
    const [told] = redactErrors(schema, errors, { document, roles: null });
    expect(told?.locations).toEqual(errors[0]?.locations);
    expect(redactErrors(schema, errors, { document, roles: ['ADMIN'] })).toEqual(errors);
  });

  it('about variables lose their suggestions, too', async () => {
    const query = 'query ($z: Zone) { fixed(zone: $z) }';
    const withNullable = enforced(
      'enum Zone { UTC HIDDEN_ZONE @auth(requires: ADMIN) } type Query { at(zone: Zone): Int @public }',
    );
    const { errors = [] } = await ask(withNullable, anonymous, query.replace('fixed', 'at'), {
      z: 'HIDDEN_ZON',
    });
    expect(errors[0]?.message).toContain('HIDDEN_ZONE');
    const document = parse(query.replace('fixed', 'at'));
    const [told] = redactErrors(withNullable, errors, {
      document,
      roles: null,
      variables: { z: 'HIDDEN_ZON' },
    });
    expect(told?.message).toContain('HIDDEN_ZON"');
    expect(told?.message).not.toContain('HIDDEN_ZONE');
  });

  it('deny a hidden field that is named like any other field', async () => {
    expect((await ask(schema, anonymous, '{ admin { line } }')).denied).toEqual(['admin UNAUTHENTICATED']);
    expect((await ask(schema, alice, '{ admin { line } }')).denied).toEqual(['admin FORBIDDEN']);
  });
});

it('shows nothing if the viewer function fails', async () => {
  const failing = withAuthorization(plainSchema(sdl), {
    viewer: () => {
      throw new Error('no session store');
    },
  });
  const { data, errors } = await ask(failing, root, '{ __schema { types { name } } }');
  expect(data).toBeNull();
  expect(errors?.[0]?.message).toBe('no session store');
});
