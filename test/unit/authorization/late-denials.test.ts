import { makeExecutableSchema } from '@graphql-tools/schema';
import { graphql } from 'graphql';
import { authorizationTypeDefs, withAuthorization } from '../../../src/authorization/index.js';

const typeDefs = `
  enum Role { USER ADMIN @inherits(roles: "USER") }
  type Note @auth(owner: "ownerId") { ownerId: ID text: String }
  type Secret @auth(requires: ADMIN) { text: String }
  union Hit = Note | Secret
  type Query { search: [Hit!] @public }
`;

test('a denial that comes late beside one that comes at once leaves no rejection behind', async () => {
  const plain = makeExecutableSchema({
    typeDefs: [authorizationTypeDefs, typeDefs],
    resolvers: {
      Hit: { __resolveType: ({ kind }: { kind: string }) => kind },
      Note: { ownerId: () => new Promise((resolve) => setImmediate(resolve, 'somebody else')) },
      Query: { search: () => [{ kind: 'Note' }, { kind: 'Secret' }] },
    },
  });
  const schema = withAuthorization(plain, { viewer: () => ({ id: 'alice', roles: [] }) });
  const unhandled = jest.fn();
  process.on('unhandledRejection', unhandled);

  const result = await graphql({ schema, source: '{ search { __typename } }', contextValue: {} });
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

  process.off('unhandledRejection', unhandled);
  expect(result.data).toEqual({ search: null });
  expect(unhandled).not.toHaveBeenCalled();
});
