import { type FieldNode, Kind, parse } from 'graphql';
import { isPublicOperation } from '../../src/index.js';
import { alice, ask, enforced, root } from './enforced.js';

const items = 500;

const schema = enforced(
  `input Filter { and: [Filter!]  email: String @auth(requires: ADMIN)  limit: Int = 5 @auth(requires: ADMIN) }
   type Query { find(filter: Filter): Int @public }`,
  {
    Query: {
      find: (_: unknown, { filter }: { filter: { and: unknown[]; limit: number } }) =>
        filter.and.length * filter.limit,
    },
  },
);
const aliased = (count: number) =>
  `query ($f: Filter) { ${Array.from({ length: count }, (_, index) => `a${index}: find(filter: $f)`).join(' ')} }`;

it('walks a variable once, however many fields use it', async () => {
  const and = Array.from({ length: items }, () => ({ and: [] }));
  const looks = async (aliases: number) => {
    const spy = jest.spyOn(Object, 'hasOwn');
    const { denied, data } = await ask(schema, alice, aliased(aliases), { f: { and } });
    const count = spy.mock.calls.length;
    spy.mockRestore();
    expect(denied).toEqual([]);
    expect(Object.values(data as object)).toEqual(Array(aliases).fill(items * 5));
    return count;
  };
  const once = await looks(1);
  expect(once).toBeGreaterThan(items);
  expect(await looks(50)).toBeLessThan(once + items);
});

it('denies every field that uses a variable with something protected in it', async () => {
  const variables = { f: { and: [{ and: [] }, { and: [], email: 'x' }] } };
  const { denied, errors } = await ask(schema, alice, aliased(2), variables);
  expect(denied).toEqual(['a0 FORBIDDEN', 'a1 FORBIDDEN']);
  expect(errors?.[1]?.message).toContain('"filter.and.1.email"');
  expect((await ask(schema, root, aliased(2), variables)).denied).toEqual([]);
});

it('counts a variable as sent if an executor reads it from the prototype of the variables', () => {
  const [operation] = parse('query ($email: String) { find(filter: { email: $email }) }').definitions;
  const node = (operation as { selectionSet: { selections: readonly FieldNode[] } }).selectionSet
    .selections[0];
  expect(node?.kind).toBe(Kind.FIELD);
  // `$__proto__: Filter` has set the prototype.
  const variableValues: unknown = Object.create({ email: 'x' });
  const find = schema.getQueryType()?.getFields().find;
  const info = { fieldNodes: [node], variableValues } as never;
  expect(() => find?.resolve?.({}, { filter: { email: 'x', and: [] } }, { viewer: alice }, info)).toThrow(
    'You are not allowed to use the argument "filter.email".',
  );
});

it('an operation that spreads an undefined fragment named like a property of objects is not public', () => {
  expect(() => isPublicOperation(schema, parse('{ ...constructor ...toString }'))).not.toThrow();
});
