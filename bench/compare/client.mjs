// An ordinary client, for everything that is not timed.
import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';

export async function ask(port, operation, token) {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(operation),
  });
  return { status: response.status, body: await response.json() };
}

/** Creates an account at Graphward. @returns its credentials and its tokens, a valid one and an expired one */
export async function register(port, secret) {
  const credentials = { email: `${randomUUID()}@example.com`, password: 'four words make one' };
  const query = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken refreshToken } }';
  const { accessToken } = await credentialsFrom(port, query, { ...credentials, name: 'Alice' });
  return { ...credentials, tokens: { valid: accessToken, expired: expire(accessToken, secret) } };
}

export async function signIn(port, { email, password }) {
  const query = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }';
  return credentialsFrom(port, query, { email, password });
}

async function credentialsFrom(port, query, input) {
  const { body } = await ask(port, { query, variables: { input } });
  if (body.errors) throw new Error(`Graphward: ${JSON.stringify(body.errors)}`);
  return Object.values(body.data)[0];
}

/** The same token with the same key, as it was before it expired an hour ago. */
function expire(token, secret) {
  const { header, payload } = jwt.decode(token, { complete: true });
  const times = { iat: payload.iat - 4200, auth_time: payload.auth_time - 4200, exp: payload.iat - 3600 };
  return jwt.sign({ ...payload, ...times }, Buffer.from(secret), { header, algorithm: header.alg });
}
