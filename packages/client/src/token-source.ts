import { clocks } from './clocks.js';
import { type AccessToken, type HeldToken, isFresh, isLive } from './held-token.js';
import type { RefreshTokenStorage } from './refresh-token-storage.js';
import { SessionError } from './session-error.js';
import type { SessionState } from './session-state.js';
import { viewerOf } from './session-viewer.js';
import type { Tabs } from './tabs.js';
import type { Transport } from './transport.js';

/** Provides the access token of the session, refreshed when necessary. */
export interface TokenSource {
  /**
   * The token for the next request, refreshed if it is about to expire.
   *
   * @throws SessionError if it has expired and cannot be refreshed now
   */
  current(): Promise<HeldToken | null>;
  /**
   * The token after the server rejected one: refreshed once, however many operations ask.
   *
   * @returns null if the session has ended
   * @throws SessionError if it cannot be refreshed now
   */
  replace(rejected: HeldToken | null): Promise<HeldToken | null>;
  /**
   * Runs a mutation that returns new credentials, while no other tab changes the session, and uses them.
   *
   * @param request sends the mutation and returns its payload, or null if the payload is null
   */
  obtain(request: () => Promise<Record<string, unknown> | null>): Promise<HeldToken | null>;
  /** Ends the session here and in the other tabs. */
  end(): Promise<void>;
}

export interface TokenSourceOptions {
  readonly state: SessionState;
  readonly transport: Transport;
  /** Null if the refresh token is in the cookie. */
  readonly storage: RefreshTokenStorage | null;
  readonly tabs: Tabs;
}

/** The selection of `AuthPayload`. */
export const credentialFields = 'accessToken expiresIn refreshToken user { id email name roles }';
const refreshMutation = `mutation Refresh($input: RefreshInput) { result: refresh(input: $input) { ${credentialFields} } }`;
/** How long a tab waits for the message of another one that has just refreshed. */
const messageTimeoutMs = 250;

export function createTokenSource({ state, transport, storage, tabs }: TokenSourceOptions): TokenSource {
  let refreshing: Promise<HeldToken | null> | null = null;
  let pause: { readonly until: number; readonly error: SessionError } | null = null;

  async function keep(
    payload: Record<string, unknown> | null,
    requestedAt: number,
  ): Promise<HeldToken | null> {
    if (!payload) return null;
    const { accessToken, expiresIn, refreshToken, user } = payload;
    if (typeof accessToken !== 'string' || typeof expiresIn !== 'number')
      throw new SessionError('INTERNAL_SERVER_ERROR', 'The server returned no access token.');
    const token: AccessToken = { accessToken, expiresIn, requestedAt, viewer: viewerOf(accessToken, user) };
    if (storage && typeof refreshToken === 'string') await storage.set(refreshToken);
    if (state.signIn(token)) {
      tabs.announce({ type: 'token', token });
      await tabs.mark(requestedAt);
    }
    return state.token;
  }

  async function end(): Promise<void> {
    const sessionId = state.token?.viewer.sessionId ?? null;
    state.signOut();
    tabs.announce({ type: 'signed-out', sessionId });
    await storage?.remove();
  }

  /** Refreshes, unless another tab did so since `before` was the token. */
  async function refresh(before: HeldToken | null, contended: boolean): Promise<HeldToken | null> {
    if (contended || (before && (await tabs.newestMark()) > before.requestedAt))
      await changeOf(state, before);
    if (state.token !== before) return state.token;
    const stored = storage && (await storage.get());
    if (storage && stored === null) {
      state.signOut();
      return null;
    }
    const requestedAt = clocks.day();
    try {
      return await keep(await requestTokens(stored), requestedAt);
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      if (error.code !== 'INVALID_REFRESH_TOKEN') throw paused(error);
      // Without locks, another tab may have stored the next token in the meantime.
      const newer = storage && (await storage.get());
      if (newer !== stored && newer !== null) return keep(await requestTokens(newer), requestedAt);
      await end();
      return null;
    }
  }

  /** Retries once if no response arrives. If only the response was lost, the server returns the same tokens again. */
  async function requestTokens(refreshToken: string | null): Promise<Record<string, unknown> | null> {
    const request = () => transport.mutate(refreshMutation, refreshToken === null ? {} : { refreshToken });
    try {
      return await request();
    } catch (error) {
      if (error instanceof SessionError && error.code === 'NETWORK_ERROR') return request();
      throw error;
    }
  }

  /** A server that asks for time gets it, however many operations are waiting. */
  function paused(error: SessionError): SessionError {
    if (error.retryAfter !== undefined)
      pause = { until: clocks.monotonic() + error.retryAfter * 1000, error };
    return error;
  }

  const replace: TokenSource['replace'] = async (rejected) => {
    if (state.token !== rejected) return state.token;
    if (pause && clocks.monotonic() < pause.until) throw pause.error;
    pause = null;
    refreshing ??= tabs
      .exclusively((contended) => refresh(rejected, contended))
      .finally(() => (refreshing = null));
    return refreshing;
  };

  return {
    current: async () => {
      const { token, snapshot } = state;
      if (snapshot.status === 'signed-out' || (token && isFresh(token))) return token;
      try {
        return await replace(token);
      } catch (error) {
        if (token && isLive(token)) return token;
        throw error;
      }
    },
    replace,
    obtain: (request) =>
      tabs.exclusively(async () => {
        const requestedAt = clocks.day();
        return keep(await request(), requestedAt);
      }),
    end,
  };
}

/** Resolves when the token changes, or after `messageTimeoutMs`. */
function changeOf(state: SessionState, before: HeldToken | null): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const check = () => {
      if (state.token !== before) stop();
    };
    const timer = setTimeout(stop, messageTimeoutMs);
    const unsubscribe = state.onToken(check);
    check();
  });
}
