/** A browser that keeps the refresh token in its cookie, with a page of an allowed origin. */
import type { GraphqlResult } from './client.js';
import { expectData } from './expectations.js';
import type { Person, TestServer } from './graphward.js';
import type { Tokens } from './sessions.js';

export const appOrigin = 'https://app.example.com';
export const refreshCookieName = '__Host-graphward-refresh';

const fromApp = { origin: appOrigin, 'apollo-require-preflight': 'true' };

export type RequestHeaders = Record<string, string>;

export class Browser {
  cookie: string | undefined;
  private readonly server: Pick<TestServer, 'ask'>;

  constructor(server: Pick<TestServer, 'ask'>, cookie?: string) {
    this.server = server;
    this.cookie = cookie;
  }

  async ask(
    query: string,
    variables: Record<string, unknown> = {},
    headers: RequestHeaders = fromApp,
    token?: string,
  ) {
    const cookie =
      this.cookie === undefined ? {} : { cookie: `theme=dark; ${refreshCookieName}=${this.cookie}` };
    const result = await this.server.ask(query, variables, { token, headers: { ...headers, ...cookie } });
    const change = cookieChangeOf(result);
    if (change !== null) this.cookie = change || undefined;
    return result;
  }

  logIn({ email, password }: Person, headers?: RequestHeaders) {
    const query = `mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }`;
    return this.ask(query, { input: { email, password, cookie: true } }, headers);
  }

  refresh(headers?: RequestHeaders) {
    return this.ask('mutation { refresh { accessToken refreshToken } }', {}, headers);
  }

  logOut(scope = 'THIS', headers?: RequestHeaders, token?: string) {
    const query = 'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }';
    return this.ask(query, { input: { scope } }, headers, token);
  }
}

/** The cookie's new value: empty if it was cleared, null if the response does not change it. */
export function cookieChangeOf({ headers }: GraphqlResult): string | null {
  const [cookie, ...more] = headers.getSetCookie();
  expect(more).toEqual([]);
  return cookie?.slice(refreshCookieName.length + 1).split(';', 1)[0] ?? null;
}

/** A user who signed in with a browser, and the browser's tokens. */
export async function signInWithBrowser(
  server: TestServer,
): Promise<{ browser: Browser; alice: Person; tokens: Tokens }> {
  const browser = new Browser(server);
  const alice = await server.signUp('alice');
  const { login } = expectData(await browser.logIn(alice));
  const { accessToken } = login as Tokens;
  return { browser, alice, tokens: { accessToken, refreshToken: browser.cookie ?? '' } };
}
