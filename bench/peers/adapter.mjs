// (e) Apollo Server behind a bare node:http adapter with cached tokens: what Apollo's pipeline allows.
import { ApolloServer, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { claimsOf } from './cached-tokens.mjs';
import { unauthenticatedBody } from './errors.mjs';
import { serveJson } from './json-server.mjs';
import { checkedResolvers } from './role-checks.mjs';
import { createSchema } from './schema.mjs';

const apollo = new ApolloServer({
  schema: createSchema(checkedResolvers),
  plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled()],
  stopOnTerminationSignals: false,
});
await apollo.start();
const rejection = { status: 401, body: JSON.stringify(unauthenticatedBody) };

serveJson(async (body, request) => {
  const claims = claimsOf(request.headers.authorization);
  if (!claims) return rejection;
  const headers = new HeaderMap([
    ['content-type', request.headers['content-type']],
    ['accept', request.headers.accept],
  ]);
  const { status, ...response } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method, headers, search: '', body },
    context: async () => ({ roles: claims.roles }),
  });
  return { status, headers: Object.fromEntries(response.headers), body: response.body.string };
});
