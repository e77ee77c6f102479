import {
  buildSchema,
  getIntrospectionQuery,
  isInputObjectType,
  isObjectType,
  printSchema,
  validateSchema,
} from 'graphql';
import { accessTable, visibleSchema } from '../../src/index.js';
import { alice, anonymous, ask, enforced, plainSchema } from './enforced.js';
import { everyRule } from './every-rule.js';

const plain = plainSchema(everyRule);
const table = accessTable(plain);

/** Whether a schema has the element of a coordinate. */
function has(roles: readonly string[] | null, coordinate: string): boolean {
  const [, typeName = '', member = '', arg] = /^(\w+)\.(\w+)(?:\((\w+):\))?$/.exec(coordinate) ?? [];
  const type = visibleSchema(plain, roles).getType(typeName);
  if (!type || !('getFields' in type))
    return type !== undefined && 'getValue' in type && type.getValue(member) !== undefined;
  const field = isObjectType(type) || isInputObjectType(type) ? type.getFields()[member] : undefined;
  if (arg === undefined || !field) return field !== undefined;
  return 'args' in field && field.args.some(({ name }) => name === arg);
}

const conditional = Object.entries(table).filter(([, { USER }]) => USER !== 'deny' && USER !== 'allow');

it('has every kind of condition', () => {
  expect(new Set(conditional.flatMap(([, { USER = 'deny' }]) => USER.split(/[|+]/)))).toEqual(
    new Set(['owner', 'group', 'policy', 'scope', 'reauth']),
  );
});

it.each(conditional)(
  '%s is visible to signed-in viewers, with or without roles, and to nobody else',
  (coordinate) => {
    expect([null, [], ['USER'], ['ADMIN']].map((roles) => has(roles, coordinate))).toEqual([
      false,
      true,
      true,
      true,
    ]);
  },
);

it.each(['Query.take', 'Query.take(color:)', 'Input.plain', 'Color.RED', 'Doc.tenantId'])(
  '%s, which nothing protects, is visible to everyone',
  (coordinate) => {
    expect([null, [], ['USER']].map((roles) => has(roles, coordinate))).toEqual([true, true, true]);
  },
);

it('a type whose own rule has a condition is hidden from anonymous viewers, with the fields that return it', () => {
  expect(['Issue.id', 'Query.issue', 'Query.issues'].map((each) => has(null, each))).toEqual([
    false,
    false,
    false,
  ]);
  expect(['Issue.id', 'Query.issue', 'Query.issues'].map((each) => has([], each))).toEqual([
    true,
    true,
    true,
  ]);
});

it.each([[null], [[]], [['USER']], [['EDITOR']], [['ADMIN']]])(
  'the schema that %j sees is valid',
  (roles) => {
    const visible = visibleSchema(plain, roles);
    expect(validateSchema(visible)).toEqual([]);
    expect(validateSchema(buildSchema(printSchema(visible)))).toEqual([]);
  },
);

it('a required argument with `of` hides its field from anonymous viewers', () => {
  const schema = plainSchema(`
    type Query { a: Int @public  remove(id: ID! @auth(owner: "id", of: "Doc")): Int @public  doc: Doc @public }
    type Doc { id: ID }`);
  expect(printSchema(visibleSchema(schema, null))).not.toContain('remove');
  expect(printSchema(visibleSchema(schema, []))).toContain('remove(');
  expect(validateSchema(visibleSchema(schema, null))).toEqual([]);
});

it('introspection shows the same', async () => {
  const policies = { isOpen: () => [], isNew: () => [] };
  const load = (ids: readonly string[]) => ids.map(() => null);
  const schema = enforced(everyRule, {}, { policies, objects: { Doc: load, Issue: load } });
  for (const viewer of [anonymous, { ...alice, roles: [] }, alice]) {
    const { data } = await ask(schema, viewer, getIntrospectionQuery());
    const visible = visibleSchema(schema, viewer?.roles ?? null);
    expect(data).toEqual((await ask(visible, viewer, getIntrospectionQuery())).data);
  }
});
