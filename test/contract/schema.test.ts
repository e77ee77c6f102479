import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { lexicographicSortSchema } from 'graphql';
import { buildSchema } from '../../src/graphql/build-schema.js';

test('what clients were promised is what the schema says', () => {
  // A difference that is meant is kept with `npx jest test/contract --updateSnapshot`.
  expect(printSchemaWithDirectives(lexicographicSortSchema(buildSchema([])))).toMatchSnapshot();
});
