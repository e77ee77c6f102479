// (b) Apollo Server standalone, with authentication as tutorials show it: the secret as a string, the token's signature
// verified and a blocklist in MongoDB looked up on every request, roles checked in resolvers.
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import jwt from 'jsonwebtoken';
import { MongoClient, ObjectId } from 'mongodb';
import { unauthenticated } from './errors.mjs';
import { checkedResolvers, requireRole } from './role-checks.mjs';
import { createSchema } from './schema.mjs';
import { algorithms, audience, host, issuer, mongodbUri, port, secret } from './settings.mjs';

const database = (await MongoClient.connect(mongodbUri)).db();
const users = database.collection('users');
const blocklist = database.collection('tutorial_blocklist');
await blocklist.createIndex({ jti: 1 }, { unique: true });

const me = async (_root, _parameters, { userId }) => {
  const { _id, ...user } = await users.findOne({ _id: new ObjectId(userId) });
  return { id: _id.toHexString(), ...user };
};
const schema = createSchema(
  { ...checkedResolvers, Query: { ...checkedResolvers.Query, me: requireRole('USER', me) } },
  ['extend type Query { me: BenchUser @auth(requires: USER) }'],
);

async function context({ req }) {
  const token = req.headers.authorization?.replace('Bearer ', '');
  const claims = verify(token);
  if (await blocklist.findOne({ jti: claims.jti })) throw unauthenticated();
  return { userId: claims.sub, roles: claims.roles };
}

function verify(token) {
  try {
    return jwt.verify(token, secret, { algorithms, issuer, audience });
  } catch {
    throw unauthenticated();
  }
}

await startStandaloneServer(new ApolloServer({ schema }), { context, listen: { host, port } });
