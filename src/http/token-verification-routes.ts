import type { FastifyInstance } from 'fastify';
import type { Keyring } from '../identity/keyring.js';
import { sendCacheableJson } from './cacheable-json.js';

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

  // Also below the issuer's path, for a proxy that does not remove the path.
  for (const path of new Set([jwksPath, `${issuerPath}${jwksPath}`]))
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

/** Contains only what exists: nobody can obtain tokens through OAuth. */
function metadataOf(issuer: string, keyring: Keyring): Record<string, unknown> {
  const isPublished = keyring.signing.publicJwk !== null;
  return {
    issuer,
    ...(isPublished ? { jwks_uri: `${issuer.replace(/\/$/, '')}${jwksPath}` } : {}),
    // Required (RFC 8414 §2), although there is no authorization endpoint.
    response_types_supported: [],
    // Otherwise the default would apply: authorization_code and implicit.
    grant_types_supported: [],
  };
}
