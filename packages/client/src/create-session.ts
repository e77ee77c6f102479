import { isAllowed } from './access.js';
import { graphqlPost } from './graphql-post.js';
import type { AccessToken, HeldToken } from './held-token.js';
import { onReconnect } from './on-reconnect.js';
import { readResult, textOf } from './operation.js';
import { createReauthentication } from './reauthentication.js';
import { createMemoryStorage } from './refresh-token-storage.js';
import type { LoginInput, Session } from './session.js';
import { SessionError } from './session-error.js';
import { createSessionFetch } from './session-fetch.js';
import type { SessionOptions } from './session-options.js';
import { createSessionState } from './session-state.js';
import type { SessionViewer } from './session-viewer.js';
import { createTabs } from './tabs.js';
import { createTokenSource, credentialFields } from './token-source.js';
import { createTransport } from './transport.js';

const loginMutation = `mutation Login($input: LoginInput!) { result: login(input: $input) { ${credentialFields} } }`;
const registerMutation = `mutation Register($input: RegisterInput!) { result: register(input: $input) { ${credentialFields} } }`;
const changePasswordMutation = `mutation ChangePassword($input: ChangePasswordInput!) { result: changePassword(input: $input) { ${credentialFields} } }`;
const logoutMutation =
  'mutation Logout($input: LogoutInput) { result: logout(input: $input) { revokedSessions } }';
const revokeSessionMutation =
  'mutation RevokeSession($input: ID!) { result: revokeSession(id: $input) { id } }';

/**
 * Creates the session of a client. It keeps the access token in memory and refreshes it, so that the application never sees a
 * token. Create one per application, and share it.
 *
 * @throws TypeError if the URL is relative outside a page
 *
 * @example
 * ```ts
 * const session = createSession({ url: 'https://api.example.com/graphql' });
 * await session.login({ email, password });
 * const { data } = await session.execute('{ me { name } }');
 * ```
 */
export function createSession<Coordinate extends string = string>(
  options: SessionOptions<Coordinate>,
): Session<Coordinate> {
  const { location } = globalThis as { location?: { href: string } };
  const url = new URL(options.url, location?.href);
  const kind = options.storage ?? (typeof document === 'undefined' ? 'memory' : 'cookie');
  const usesCookie = kind === 'cookie';
  const storage = kind === 'cookie' ? null : kind === 'memory' ? createMemoryStorage() : kind;
  const state = createSessionState(kind === 'memory' ? 'signed-out' : 'starting');
  const transport = createTransport({
    url,
    usesCookie,
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    setOnline: state.setOnline,
  });
  const sharedName = usesCookie ? 'cookie' : storage?.name;
  const tabs = createTabs(
    sharedName === undefined ? null : `graphward:${url.href}:${sharedName}`,
    (message) => {
      if (message.type === 'token') receive(message.token);
      else if (state.token?.viewer.sessionId === message.sessionId) state.signOut();
    },
  );
  const tokens = createTokenSource({ state, transport, storage, tabs });
  const stopWatching = onReconnect(() => {
    if (state.snapshot.status !== 'signed-out') void tokens.replace(state.token).catch(() => undefined);
  });

  /** A tab that was suspended receives old messages. */
  function receive(token: AccessToken): void {
    if (token.requestedAt >= (state.token?.requestedAt ?? 0)) state.signIn(token);
  }

  /** Runs a mutation that starts a session, and ends the session that it replaces. */
  async function signIn(query: string, input: object): Promise<SessionViewer | null> {
    const former = state.token;
    const cookie = usesCookie ? { cookie: true } : {};
    const token = await tokens.obtain(() => transport.mutate(query, { ...input, ...cookie }));
    if (token && former) void endFormer(former, token).catch(() => undefined);
    return token?.viewer ?? null;
  }

  async function endFormer(former: HeldToken, { accessToken, viewer }: HeldToken): Promise<void> {
    const { id, sessionId } = former.viewer;
    if (id === viewer.id && sessionId !== null)
      await transport.mutate(revokeSessionMutation, sessionId, { accessToken });
    // Without the cookie, which belongs to the new session.
    else await transport.mutate(logoutMutation, {}, { accessToken: former.accessToken, credentials: 'omit' });
  }

  const login = async ({ email, password, otp }: LoginInput): Promise<SessionViewer> =>
    required(await signIn(loginMutation, { email, password, otp }));

  const { onReauthenticate } = options;
  const fetch = createSessionFetch({
    state,
    transport,
    tokens,
    reauthenticate: onReauthenticate && createReauthentication({ state, ask: onReauthenticate, login }),
  });

  /** Runs a mutation with the access token; once more if the server rejects the token. */
  async function authorized<Value>(run: (token: HeldToken | null) => Promise<Value>): Promise<Value> {
    const token = await tokens.current();
    try {
      return await run(token);
    } catch (error) {
      if (!token || !isUnauthenticated(error)) throw error;
      const next = await tokens.replace(token);
      if (next?.viewer.id !== token.viewer.id) throw error;
      return run(next);
    }
  }

  return {
    url: url.href,
    get snapshot() {
      return state.snapshot;
    },
    get viewer() {
      return state.snapshot.viewer;
    },
    subscribe: state.subscribe,
    start: async () => (await tokens.current())?.viewer ?? null,
    login,
    register: (input) => signIn(registerMutation, input),
    changePassword: (input) =>
      authorized(async (token) => {
        const accessToken = token?.accessToken;
        const changed = await tokens.obtain(() =>
          transport.mutate(changePasswordMutation, input, { accessToken }),
        );
        return required(changed?.viewer);
      }),
    logout: async ({ scope = 'THIS' } = {}) => {
      await tabs.exclusively(async () => {
        const refreshToken = storage && (await storage.get());
        const input = { scope, ...(refreshToken === null ? {} : { refreshToken }) };
        try {
          await transport.mutate(logoutMutation, input, { accessToken: state.token?.accessToken });
        } catch (error) {
          // Neither token identifies a session: it has ended already.
          if (!isUnauthenticated(error)) throw error;
        }
        if (scope !== 'OTHERS') await tokens.end();
      });
    },
    refresh: async () => (await tokens.replace(state.token))?.viewer ?? null,
    fetch,
    execute: async (document, variables, { signal } = {}) => {
      const response = await fetch(url, {
        ...graphqlPost({ query: textOf(document), variables }),
        ...(signal ? { signal } : {}),
      });
      return readResult(response);
    },
    can: (coordinate) => isAllowed(options.access, coordinate, state.snapshot.viewer),
    close: () => {
      stopWatching();
      tabs.close();
    },
  };
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof SessionError && error.code === 'UNAUTHENTICATED';
}

function required<Value>(value: Value | null | undefined): Value {
  if (value == null) throw new SessionError('INTERNAL_SERVER_ERROR', 'The server returned no credentials.');
  return value;
}
