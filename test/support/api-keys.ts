/** What services and their owners do with API keys. */
import type { GraphqlResult } from './client.js';
import { expectData } from './expectations.js';
import type { Person, TestServer } from './graphward.js';

type Server = Pick<TestServer, 'as' | 'url'>;

/** A created key, as its owner sees it once. */
export interface CreatedKey {
  readonly id: string;
  readonly key: string;
}

export interface TokenResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, any>>;
}

const inThirtyDays = () => new Date(Date.now() + 30 * 86_400_000).toISOString();

export function tryToCreateKey(
  server: Server,
  owner: Person,
  input: Record<string, unknown> = {},
): Promise<GraphqlResult> {
  return server
    .as(owner)
    .ask(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key apiKey { id name owner { id } roles scopes createdAt expiresAt lastUsedAt revokedAt } } }',
      { input: { name: 'nightly import', roles: [], expiresAt: inThirtyDays(), ...input } },
    );
}

export async function createKey(
  server: Server,
  owner: Person,
  input?: Record<string, unknown>,
): Promise<CreatedKey> {
  const { createApiKey } = expectData(await tryToCreateKey(server, owner, input));
  const { key, apiKey } = createApiKey as { key: string; apiKey: { id: string } };
  return { key, id: apiKey.id };
}

export function revokeKey(server: Server, viewer: Person, id: string): Promise<GraphqlResult> {
  return server.as(viewer).ask('mutation ($id: ID!) { revokeApiKey(id: $id) { id revokedAt } }', { id });
}

/** Posts to the token endpoint. */
export async function postToken(
  { url }: Pick<TestServer, 'url'>,
  body: string | Record<string, string>,
  headers: Record<string, string> = {},
): Promise<TokenResponse> {
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof body === 'string' ? body : new URLSearchParams(body).toString(),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as TokenResponse['body'],
  };
}

export function exchange(
  server: Pick<TestServer, 'url'>,
  { id, key }: CreatedKey,
  more: Record<string, string> = {},
): Promise<TokenResponse> {
  const client = { client_id: id, client_secret: key };
  return postToken(server, { grant_type: 'client_credentials', ...client, ...more });
}

/** Exchanges a key for an access token. */
export async function serviceToken(
  server: Pick<TestServer, 'url'>,
  key: CreatedKey,
  more?: Record<string, string>,
): Promise<string> {
  const { status, body } = await exchange(server, key, more);
  if (status !== 200) throw new Error(`Expected a token: ${status} ${JSON.stringify(body)}`);
  return String(body.access_token);
}
