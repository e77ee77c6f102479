import { GraphQLError } from 'graphql';
import { defineModule } from '../../src/modules/index.js';
import { useGraphward } from '../support/graphward.js';
import { codesOf, post } from '../support/http.js';

/** Fails with an error that sets response headers, as Apollo Server allows. */
const graphward = useGraphward({
  modules: [
    defineModule({
      name: 'headers',
      typeDefs: `extend type Query { "Fails with a header." fail(name: String!, value: String!): Boolean @public }`,
      resolvers: {
        Query: {
          fail: (_root, { name, value }: { name: string; value: string }) => {
            const extensions: Record<string, unknown> = {
              code: 'NOT_FOUND',
              http: { headers: new Map([[name, value]]) },
            };
            throw new GraphQLError('Failed.', { extensions });
          },
        },
      },
    }),
  ],
});

const fail = (name: string, value: string) =>
  post(
    graphward,
    JSON.stringify({ query: `{ fail(name: ${JSON.stringify(name)}, value: ${JSON.stringify(value)}) }` }),
  );

it('sends a header that an error sets', async () => {
  expect((await fail('x-reason', 'none')).headers.get('x-reason')).toBe('none');
});

it('replaces a header of the server instead of sending it twice', async () => {
  const { headers } = await fail('cache-control', 'private');
  expect(headers.get('cache-control')).toBe('private');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

it.each([
  ['x-reason', 'one\r\ntwo: three'],
  ['x reason', 'none'],
])('responds with an error if the header "%s" is invalid', async (name, value) => {
  const response = await fail(name, value);
  expect(response.status).toBe(500);
  expect(response.headers.has('two')).toBe(false);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(codesOf(response)).toEqual(['INTERNAL_SERVER_ERROR']);
});
