// Verifies a token once, with a KeyObject, and then only checks that it has not expired.
import { createSecretKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { algorithms, audience, issuer, secret } from './settings.mjs';

const maxTokens = 10_000;
const key = createSecretKey(secret, 'utf8');
const verified = new Map();

/** Returns the claims of the token in an `Authorization` header; null if it is missing or invalid. */
export function claimsOf(authorization) {
  const claims = verified.get(authorization) ?? verify(authorization);
  return claims !== null && claims.exp * 1000 > Date.now() ? claims : null;
}

function verify(authorization = '') {
  const [, token] = /^Bearer (.+)$/.exec(authorization) ?? [];
  try {
    const claims = jwt.verify(token, key, { algorithms, issuer, audience });
    if (verified.size >= maxTokens) verified.clear();
    verified.set(authorization, claims);
    return claims;
  } catch {
    return null;
  }
}
