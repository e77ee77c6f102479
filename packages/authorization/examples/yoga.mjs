// The authorization engine in GraphQL Yoga, subscriptions included. Run: npm run build && node packages/authorization/examples/yoga.mjs
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { authorizationTypeDefs, withAuthorization } from '@graphward/authorization';
import { createYoga } from 'graphql-yoga';

const typeDefs = `
  enum Role { USER  ADMIN @inherits(roles: "USER") }
  type Query { users(filter: UserFilter): [User!] @auth }
  type Subscription { ticks: Int @auth(requires: ADMIN) }
  input UserFilter { name: String  email: String @auth(requires: ADMIN) }
  type User { name: String  email: String @auth(requires: ADMIN) }
`;
const users = [{ name: 'Alice', email: 'alice@example.org' }];
let subscriptions = 0;
const resolvers = {
  Query: {
    users: (_, { filter = {} }) =>
      users.filter((user) => Object.entries(filter).every(([key, value]) => user[key] === value)),
  },
  Subscription: {
    ticks: {
      subscribe: async function* () {
        subscriptions += 1;
        yield { ticks: 1 };
        yield { ticks: 2 };
      },
    },
  },
};
const viewers = {
  'alice-key': { id: 'alice', roles: ['USER'] },
  'root-key': { id: 'root', roles: ['ADMIN'] },
};

const yoga = createYoga({
  schema: withAuthorization(
    makeExecutableSchema({ typeDefs: [authorizationTypeDefs, typeDefs], resolvers }),
    {
      viewer: ({ viewer }) => viewer,
    },
  ),
  context: ({ request }) => ({ viewer: viewers[request.headers.get('x-api-key')] ?? null }),
  logging: false,
});
const server = createServer(yoga);
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));

async function ask(key, query, variables) {
  const headers = { 'content-type': 'application/json', accept: 'application/json', 'x-api-key': key };
  const url = `http://127.0.0.1:${server.address().port}/graphql`;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const result = await response.json();
  console.log(key, query, '\n ', JSON.stringify(result));
  return result;
}

async function subscribe(key) {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', 'x-api-key': key };
  const url = `http://127.0.0.1:${server.address().port}/graphql`;
  const body = JSON.stringify({ query: 'subscription { ticks }' });
  const text = await (await fetch(url, { method: 'POST', headers, body })).text();
  console.log(key, 'subscription { ticks }', '\n ', JSON.stringify(text));
  return text;
}

try {
  const query = 'query ($filter: UserFilter) { users(filter: $filter) { name } }';
  assert.deepEqual((await ask('alice-key', query, { filter: { name: 'Alice' } })).data.users, [
    { name: 'Alice' },
  ]);

  // Filtering by a field reveals its value.
  const probe = await ask('alice-key', query, { filter: { email: 'alice@example.org' } });
  assert.equal(probe.data.users, null);
  assert.equal(probe.errors[0].extensions.code, 'FORBIDDEN');
  assert.deepEqual((await ask('root-key', query, { filter: { email: 'alice@example.org' } })).data.users, [
    { name: 'Alice' },
  ]);

  assert.match(await subscribe('alice-key'), /FORBIDDEN/);
  assert.equal(subscriptions, 0);
  assert.match(await subscribe('root-key'), /"ticks":2/);
  assert.equal(subscriptions, 1);

  const shape =
    'fragment Names on __Type { inputFields { name } } { __type(name: "UserFilter") { ...Names } }';
  assert.deepEqual((await ask('alice-key', shape)).data.__type.inputFields, [{ name: 'name' }]);
} finally {
  server.close();
  server.closeAllConnections();
}
