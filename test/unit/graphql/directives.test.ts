import { readFileSync } from 'node:fs';
import { authorizationTypeDefs } from '@graphward/authorization';

it('schema/directives.graphql says the same as authorizationTypeDefs', () => {
  expect(readFileSync('schema/directives.graphql', 'utf8')).toBe(authorizationTypeDefs);
});
