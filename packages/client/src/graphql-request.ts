/**
 * The session for graphql-request.
 *
 * @module @graphward/client/graphql-request
 */
import { fetchPartialData } from './denied-fields.js';
import type { Session } from './session.js';

export { deniedFields } from './denied-fields.js';

/**
 * The options of a `GraphQLClient` that sends its requests with the session. Denied fields are null and not errors;
 * `deniedFields` lists those of a result of `rawRequest`.
 *
 * @example
 * ```ts
 * const client = new GraphQLClient(session.url, requestOptions(session));
 * const { me } = await client.request('{ me { name } }');
 * ```
 */
export function requestOptions({ fetch }: Pick<Session, 'fetch'>): { fetch: typeof globalThis.fetch } {
  return { fetch: fetchPartialData(fetch) };
}
