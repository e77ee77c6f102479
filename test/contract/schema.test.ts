import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { lexicographicSortSchema } from 'graphql';
import { buildSchema } from '../../src/graphql/build-schema.js';

it('what clients were promised is what the schema says', () => {
  // To accept an intended difference, run `npx jest test/contract --updateSnapshot`.
  expect(printSchemaWithDirectives(lexicographicSortSchema(buildSchema([])))).toMatchSnapshot();
});
