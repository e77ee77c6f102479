import { graphqlPost } from './graphql-post.js';
import { isRecord, type OperationError, readBody } from './operation-error.js';
import { SessionError } from './session-error.js';
import type { SessionState } from './session-state.js';

/** Sends requests to the GraphQL endpoint, and to nothing else. */
export interface Transport {
  /** @throws TypeError if the URL is not the endpoint: tokens are sent nowhere else */
  requireEndpoint(url: string | URL): void;
  /**
   * Sends one request as it is, apart from what the cookie needs. Redirects are not followed.
   *
   * @throws SessionError NETWORK_ERROR if the server does not respond
   */
  send(input: string | URL | Request, init: RequestInit): Promise<Response>;
  /**
   * Sends a mutation of the session itself, whose only field is called `result`.
   *
   * @returns the field; null if the server returns null without an error
   * @throws SessionError
   */
  mutate(query: string, input: unknown, options?: MutateOptions): Promise<Record<string, unknown> | null>;
}

export interface MutateOptions {
  readonly accessToken?: string | undefined;
  readonly credentials?: RequestCredentials;
}

export interface TransportOptions {
  readonly url: URL;
  readonly usesCookie: boolean;
  readonly fetch: typeof globalThis.fetch;
  readonly setOnline: SessionState['setOnline'];
}

/** A request of the session that takes longer has failed: operations wait for it. */
const timeoutMs = 30_000;
/** What a proxy responds in place of a server that is down. */
const unavailableStatuses = [502, 503, 504];

export function createTransport({ url, usesCookie, fetch, setOnline }: TransportOptions): Transport {
  const send: Transport['send'] = async (input, init) => {
    const headers = new Headers(init.headers);
    // The server accepts GET requests and its cookie only from requests that no form of another site can send.
    headers.set('apollo-require-preflight', 'true');
    const cookies = usesCookie ? { credentials: 'include' as const } : {};
    try {
      const response = await fetch(input, { ...cookies, ...init, headers, redirect: 'error' });
      setOnline(!unavailableStatuses.includes(response.status));
      return response;
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      setOnline(false);
      throw new SessionError('NETWORK_ERROR', `No response from ${url.origin}. Check the connection.`, {
        cause,
      });
    }
  };

  return {
    requireEndpoint: (target) => {
      const { origin, pathname } = new URL(target, url);
      if (origin !== url.origin || pathname !== url.pathname) {
        throw new TypeError(
          `The session sends its token only to ${url.origin}${url.pathname}. Use fetch for other URLs.`,
        );
      }
    },
    send,
    mutate: async (query, input, { accessToken, credentials } = {}) => {
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(), timeoutMs);
      try {
        const { headers, ...post } = graphqlPost({ query, variables: { input } });
        const authorization = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
        const response = await send(url, {
          ...post,
          headers: { ...headers, ...authorization },
          signal: timeout.signal,
          ...(credentials ? { credentials } : {}),
        });
        return await resultOf(response);
      } catch (error) {
        if (!timeout.signal.aborted) throw error;
        setOnline(false);
        throw new SessionError('NETWORK_ERROR', `No response from ${url.origin} in time.`, { cause: error });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

async function resultOf(response: Response): Promise<Record<string, unknown> | null> {
  const body = await readBody(response);
  if (!body) throw unreadable(response);
  const result = body.data?.result;
  if (isRecord(result)) return result;
  const [error] = body.errors;
  if (error) throw sessionError(error);
  return null;
}

/** The error of a response that is not GraphQL, as of a proxy. */
export function unreadable({ status, headers }: Response): SessionError {
  const retryAfter = Number(headers.get('retry-after') ?? NaN);
  const code = status === 429 ? 'RATE_LIMITED' : status >= 500 ? 'SERVICE_UNAVAILABLE' : 'NETWORK_ERROR';
  return new SessionError(code, `The response with status ${status} is not a GraphQL response.`, {
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}

function sessionError(error: OperationError): SessionError {
  return new SessionError(error.code, error.message, error);
}
