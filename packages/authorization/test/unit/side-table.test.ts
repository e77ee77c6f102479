import { createSideTable } from '../../src/policy/side-table.js';

const keys: readonly [string, () => object][] = [
  ['a plain object', () => ({ name: 'x' })],
  ['an object without prototype', () => Object.create(null) as object],
  ['an error', () => new Error('x')],
  ['a frozen object', () => Object.freeze({ name: 'x' })],
  ['a sealed object', () => Object.seal({ name: 'x' })],
];

describe.each(keys)('%s', (_kind, create) => {
  it('has no value at first, then the last one that was set', () => {
    const table = createSideTable<object, number>();
    const key = create();
    expect(table.get(key)).toBeUndefined();
    table.set(key, 1);
    expect(table.get(key)).toBe(1);
    table.set(key, 2);
    expect(table.get(key)).toBe(2);
  });

  it('can have a value in each of several tables', () => {
    const [one, other] = [createSideTable<object, number>(), createSideTable<object, number>()];
    const key = create();
    one.set(key, 1);
    expect(other.get(key)).toBeUndefined();
    other.set(key, 2);
    expect([one.get(key), other.get(key)]).toEqual([1, 2]);
  });

  it('looks and is copied as before', () => {
    const key = create();
    const before = JSON.stringify(key);
    createSideTable<object, number>().set(key, 1);
    expect(JSON.stringify(key)).toBe(before);
    expect(Reflect.ownKeys({ ...key })).toEqual(Reflect.ownKeys({ ...create() }));
    expect(Reflect.ownKeys(Object.assign({}, key))).toEqual(Reflect.ownKeys({ ...create() }));
  });
});

it('does not find the value of a prototype', () => {
  const table = createSideTable<object, number>();
  const prototype = {};
  table.set(prototype, 1);
  expect(table.get(Object.create(prototype) as object)).toBeUndefined();
});

it('finds and replaces the value of an object that was frozen afterwards', () => {
  const table = createSideTable<object, number>();
  const key = {};
  table.set(key, 1);
  Object.freeze(key);
  expect(table.get(key)).toBe(1);
  table.set(key, 2);
  expect(table.get(key)).toBe(2);
});

it.each([null, undefined, 'text', 1])('has no value for %s', (key) => {
  expect(createSideTable<object, number>().get(key as never)).toBeUndefined();
});
