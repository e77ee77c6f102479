// (f) The floor: node:http, graphql-jit and a cached token, with nothing around them.
import { parse } from 'graphql';
import { compileQuery } from 'graphql-jit';
import { claimsOf } from './cached-tokens.mjs';
import { unauthenticatedBody } from './errors.mjs';
import { serveJson } from './json-server.mjs';
import { checkedResolvers } from './role-checks.mjs';
import { createSchema } from './schema.mjs';

const schema = createSchema(checkedResolvers);
const compiled = new Map();
const rejection = { status: 401, body: JSON.stringify(unauthenticatedBody) };

serveJson(async ({ query, variables }, request) => {
  const claims = claimsOf(request.headers.authorization);
  if (!claims) return rejection;
  if (!compiled.has(query)) compiled.set(query, compileQuery(schema, parse(query)));
  const result = await compiled.get(query).query({}, { roles: claims.roles }, variables);
  return { body: JSON.stringify(result) };
});
