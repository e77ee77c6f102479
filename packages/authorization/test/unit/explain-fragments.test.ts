import { parse } from 'graphql';
import { explain } from '../../src/index.js';
import { enforced } from './enforced.js';

it('explains a fragment once per path, however often it is spread', () => {
  const schema = enforced('type Query { secret: Int @auth(requires: ADMIN) }');
  const depth = 30;
  const fragments = Array.from({ length: depth }, (_, level) => {
    return `fragment F${level} on Query { ...F${level + 1} ...F${level + 1} }`;
  });
  const document = parse(`{ ...F0 } ${fragments.join(' ')} fragment F${depth} on Query { secret }`);
  expect(explain(schema, document, ['USER']).map(({ path }) => path)).toEqual(['secret']);
});
