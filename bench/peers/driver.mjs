// A bound, not a peer: the `findOne` of `me` through the bare MongoDB driver, behind node:http. No GraphQL, no token.
import { MongoClient, ObjectId } from 'mongodb';
import { serveJson } from './json-server.mjs';
import { mongodbUri } from './settings.mjs';

const users = (await MongoClient.connect(mongodbUri)).db().collection('users');

serveJson(async (_body, request) => {
  const [, payload] = request.headers.authorization.split('.');
  const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const user = await users.findOne({ _id: new ObjectId(sub) }, { projection: { passwordHash: 0 } });
  const me = { id: user._id.toHexString(), email: user.email, roles: user.roles, name: user.name };
  return { body: JSON.stringify({ data: { me } }) };
});
