/** What clients do with a session. */
import type { GraphqlRequest, GraphqlResult } from './client.js';
import { expectCode, expectData } from './expectations.js';
import type { Person, TestServer } from './graphward.js';

type Server = Pick<TestServer, 'ask'>;
type More = Partial<GraphqlRequest>;

export type Tokens = Pick<Person, 'accessToken' | 'refreshToken'>;

const tokens = 'accessToken refreshToken';

export function tryToRefresh(server: Server, refreshToken: string, more?: More): Promise<GraphqlResult> {
  const query = `mutation ($input: RefreshInput) { refresh(input: $input) { ${tokens} } }`;
  return server.ask(query, { input: { refreshToken } }, more);
}

export async function refresh(server: Server, refreshToken: string): Promise<Tokens> {
  return expectData(await tryToRefresh(server, refreshToken)).refresh as Tokens;
}

export function tryToLogIn(server: Server, person: Pick<Person, 'email' | 'password'>, more?: More) {
  const query = `mutation ($input: LoginInput!) { login(input: $input) { ${tokens} } }`;
  return server.ask(query, { input: { email: person.email, password: person.password } }, more);
}

export interface LogoutInput {
  readonly refreshToken?: string;
  readonly scope?: 'THIS' | 'OTHERS' | 'ALL';
}

export function tryToLogOut(server: Server, input?: LogoutInput, more?: More): Promise<GraphqlResult> {
  return server.ask(
    'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }',
    input ? { input } : {},
    more,
  );
}

/** @returns the number of sessions ended */
export async function logOut(server: Server, input?: LogoutInput, more?: More): Promise<number> {
  const { logout } = expectData(await tryToLogOut(server, input, more));
  return (logout as { revokedSessions: number }).revokedSessions;
}

export function askWhoIAm(server: Server, token: string): Promise<GraphqlResult> {
  return server.ask('{ me { id roles } }', {}, { token });
}

/** Expects that both tokens are valid. Uses up the refresh token. */
export async function expectAlive(server: Server, { accessToken, refreshToken }: Tokens): Promise<void> {
  expectData(await askWhoIAm(server, accessToken));
  await refresh(server, refreshToken);
}

/** Expects that neither token is valid any more. */
export async function expectDead(server: Server, { accessToken, refreshToken }: Tokens): Promise<void> {
  expectRefused(await askWhoIAm(server, accessToken), 'TOKEN_REVOKED');
  expectCode(await tryToRefresh(server, refreshToken), 'INVALID_REFRESH_TOKEN');
}

/** Expects that the whole request was rejected because of its token (RFC 6750 §3). */
export function expectRefused(result: GraphqlResult, reason: string): void {
  expectCode(result, 'UNAUTHENTICATED', reason);
  expect({
    status: result.status,
    challenge: result.headers.get('www-authenticate'),
    data: result.data ?? null,
  }).toEqual({ status: 401, challenge: 'Bearer error="invalid_token"', data: null });
}
