// GraphQL Yoga with its JWT plugin, which verifies the token on every request.
import { createServer } from 'node:http';
import { createInlineSigningKeyProvider, extractFromHeader, useJWT } from '@graphql-yoga/plugin-jwt';
import { createYoga } from 'graphql-yoga';
import { algorithms, audience, host, issuer, port, secret } from './settings.mjs';

export function serveYoga({ schema, context, plugins }) {
  const jwt = useJWT({
    signingKeyProviders: [createInlineSigningKeyProvider(secret)],
    tokenLookupLocations: [extractFromHeader({ name: 'authorization', prefix: 'Bearer' })],
    tokenVerification: { algorithms, issuer, audience },
    reject: { missingToken: true, invalidToken: true },
  });
  const yoga = createYoga({ schema, context, plugins: [jwt, ...plugins], logging: false });
  createServer(yoga).listen(port, host);
}
