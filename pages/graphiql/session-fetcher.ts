import { type Session, SessionError } from '@graphward/client';
import type { Fetcher } from './graphiql.js';

/**
 * Creates GraphiQL's fetcher: it sends the session's token, unless the user has typed an `Authorization` header.
 *
 * @throws Error that GraphiQL shows
 */
export function createSessionFetcher(session: Session): Fetcher {
  return async (request, { headers: typed = {} } = {}) => {
    const headers = new Headers({
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...typed,
    });
    const send = headers.has('authorization') ? fetch : session.fetch;
    const response = await send(session.url, {
      method: 'POST',
      headers,
      body: JSON.stringify(request),
    }).catch(rethrowReadable);
    return (await response.json()) as unknown;
  };
}

function rethrowReadable(error: unknown): never {
  throw error instanceof SessionError ? new Error(error.message, { cause: error }) : error;
}
