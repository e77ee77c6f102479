import type { FastifyInstance } from 'fastify';
import type { Keyring } from '../identity/keyring.js';
import { pathsBelowIssuer, urlBelowIssuer } from './below-issuer.js';
import { sendCacheableJson } from './cacheable-json.js';
import { tokenPath } from './token/token-route.js';

export interface TokenVerificationRoutesOptions {
  readonly issuer: string;
  readonly keyring: Keyring;
  /** For how long a new key is published before it signs. */
  readonly keyPublishDelaySeconds: number;
}

const maxAgeSeconds = 300;
const jwksPath = '/.well-known/jwks.json';
const metadataPath = '/.well-known/oauth-authorization-server';

/** Routes from which other services learn how to verify access tokens: the public keys and the metadata of RFC 8414. */
export function registerTokenVerificationRoutes(
  server: FastifyInstance,
  { issuer, keyring, keyPublishDelaySeconds }: TokenVerificationRoutesOptions,
): void {
  // At most half the delay, so that every copy contains a key before it signs, even if an instance reads it late.
  const keysMaxAgeSeconds = Math.min(maxAgeSeconds, Math.floor(keyPublishDelaySeconds / 2));
  const issuerPath = new URL(issuer).pathname.replace(/\/$/, '');

  for (const path of pathsBelowIssuer(issuer, jwksPath))
    server.get(path, (request, reply) =>
      sendCacheableJson(request, reply, {
        value: keyring.jwks,
        contentType: 'application/jwk-set+json',
        maxAgeSeconds: keysMaxAgeSeconds,
      }),
    );

  // RFC 8414 §3.1 inserts the well-known part between the host and the issuer's path.
  server.get(`${metadataPath}${issuerPath}`, (request, reply) =>
    sendCacheableJson(request, reply, {
      value: metadataOf(issuer, keyring),
      contentType: 'application/json',
      maxAgeSeconds,
    }),
  );
}

/** Contains only what exists: services obtain tokens through OAuth, users do not. */
function metadataOf(issuer: string, keyring: Keyring): Record<string, unknown> {
  const isPublished = keyring.signing.publicJwk !== null;
  return {
    issuer,
    token_endpoint: urlBelowIssuer(issuer, tokenPath),
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    ...(isPublished ? { jwks_uri: urlBelowIssuer(issuer, jwksPath) } : {}),
    // RFC 8414 §2 requires it, even without an authorization endpoint.
    response_types_supported: [],
    // Otherwise the default would apply: authorization_code and implicit.
    grant_types_supported: ['client_credentials'],
  };
}
