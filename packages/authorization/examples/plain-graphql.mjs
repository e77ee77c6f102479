// The authorization engine on its own: graphql() behind node:http. Run: npm run build && node packages/authorization/examples/plain-graphql.mjs
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { authorizationTypeDefs, withAuthorization } from '@graphward/authorization';
import { graphql } from 'graphql';

const notes = [
  { id: '1', authorId: 'alice', text: 'Buy milk' },
  { id: '2', authorId: 'bob', text: 'Call home' },
];
const typeDefs = `
  enum Role { USER  ADMIN @inherits(roles: "USER") }
  type Query { notes: [Note!] @public }
  type Mutation { deleteNotes: Int @auth(requires: ADMIN)  ping: String @public }
  type Note { id: ID!  authorId: ID!  text: String @auth(requires: ADMIN, owner: "authorId") }
`;
const resolvers = {
  Query: { notes: () => notes },
  Mutation: { deleteNotes: () => notes.splice(0).length, ping: () => 'pong' },
};

const schema = withAuthorization(
  makeExecutableSchema({ typeDefs: [authorizationTypeDefs, typeDefs], resolvers }),
  { viewer: ({ viewer }) => viewer },
);

// Replace this with the code that verifies your credentials.
const viewers = {
  'alice-key': { id: 'alice', roles: ['USER'] },
  'root-key': { id: 'root', roles: ['ADMIN'] },
};

const server = createServer(async (request, response) => {
  const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
  const viewer = viewers[request.headers['x-api-key']] ?? null;
  const result = await graphql({ schema, source: body.query, contextValue: { viewer } });
  response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));

async function ask(key, query) {
  const headers = { 'content-type': 'application/json', ...(key && { 'x-api-key': key }) };
  const url = `http://127.0.0.1:${server.address().port}`;
  const result = await (
    await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })
  ).json();
  console.log(key ?? 'anonymous', query, '\n ', JSON.stringify(result));
  return { ...result, codes: (result.errors ?? []).map(({ extensions }) => extensions.code) };
}

try {
  const alice = await ask('alice-key', '{ notes { id text } }');
  assert.deepEqual(alice.data.notes, [
    { id: '1', text: 'Buy milk' },
    { id: '2', text: null },
  ]);
  assert.deepEqual(alice.codes, ['FORBIDDEN']);

  const anonymous = await ask(undefined, '{ notes { text } }');
  assert.deepEqual(anonymous.codes, ['UNAUTHENTICATED', 'UNAUTHENTICATED']);

  const denied = await ask('alice-key', 'mutation { ping deleteNotes }');
  assert.deepEqual(denied.data, { ping: null, deleteNotes: null });
  assert.equal(notes.length, 2);

  const types = '{ __type(name: "Mutation") { fields { name } } }';
  assert.deepEqual((await ask('alice-key', types)).data.__type.fields, [{ name: 'ping' }]);

  const root = await ask('root-key', 'mutation { ping deleteNotes }');
  assert.deepEqual(root.data, { ping: 'pong', deleteNotes: 2 });
} finally {
  server.close();
}
