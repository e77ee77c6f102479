// The authorization engine in Mercurius (Fastify). Run: npm run build && node packages/authorization/examples/mercurius.mjs
import assert from 'node:assert/strict';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { authorizationTypeDefs, withAuthorization } from '@graphward/authorization';
import Fastify from 'fastify';
import mercurius from 'mercurius';

const typeDefs = `
  enum Role { USER  ADMIN @inherits(roles: "USER") }
  type Query { search: [Result!] @auth }
  union Result = Article | Invoice
  interface Priced { price: Int @auth(requires: ADMIN) }
  type Article { title: String }
  type Invoice implements Priced @auth(requires: ADMIN) { number: String  price: Int }
`;
const resolvers = {
  Query: { search: () => [{ title: 'Hello' }, { number: '2026-1', price: 100 }] },
  Result: { __resolveType: (value) => ('title' in value ? 'Article' : 'Invoice') },
};
const viewers = {
  'alice-key': { id: 'alice', roles: ['USER'] },
  'root-key': { id: 'root', roles: ['ADMIN'] },
};

const app = Fastify();
await app.register(mercurius, {
  schema: withAuthorization(
    makeExecutableSchema({ typeDefs: [authorizationTypeDefs, typeDefs], resolvers }),
    {
      viewer: ({ viewer }) => viewer,
    },
  ),
  context: (request) => ({ viewer: viewers[request.headers['x-api-key']] ?? null }),
  // Set to 1 for graphql-jit. It does not enforce a type's requirement on `__typename`, which it compiles into the query.
  jit: 0,
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });

async function ask(key, query) {
  const headers = { 'content-type': 'application/json', 'x-api-key': key };
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  const result = await response.json();
  console.log(key, query, '\n ', JSON.stringify(result));
  return result;
}

try {
  const search = '{ search { ... on Article { title } ... on Invoice { number } ... on Priced { price } } }';
  const alice = await ask('alice-key', search);
  assert.deepEqual(alice.data.search, [{ title: 'Hello' }, { number: null, price: null }]);
  assert.deepEqual(
    alice.errors.map(({ extensions }) => extensions.code),
    ['FORBIDDEN', 'FORBIDDEN'],
  );
  const root = await ask('root-key', search);
  assert.deepEqual(root.data.search, [{ title: 'Hello' }, { number: '2026-1', price: 100 }]);

  const members = '{ __type(name: "Result") { possibleTypes { name } } }';
  assert.deepEqual((await ask('alice-key', members)).data.__type.possibleTypes, [{ name: 'Article' }]);
} finally {
  await app.close();
}
