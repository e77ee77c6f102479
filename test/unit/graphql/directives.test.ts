import { readFileSync } from 'node:fs';
import { authorizationTypeDefs } from '../../../src/authorization/index.js';

it('schema/directives.graphql says the same as authorizationTypeDefs', () => {
  expect(readFileSync('schema/directives.graphql', 'utf8')).toBe(authorizationTypeDefs);
});
