/**
 * The session as the network of Relay.
 *
 * @module @graphward/client/relay
 */
import type { FetchFunction, GraphQLResponse } from 'relay-runtime';
import { graphqlPost } from './graphql-post.js';
import type { Session } from './session.js';
import { unreadable } from './transport.js';

/**
 * A fetch function for Relay's `Network.create`. Relay keeps the data of a response with errors: a denied field is null, and
 * `@catch` in a fragment returns its error.
 *
 * @example
 * ```ts
 * const network = Network.create(sessionNetwork(session));
 * const environment = new Environment({ network, store: new Store(new RecordSource()) });
 * ```
 */
export function sessionNetwork({ url, fetch }: Pick<Session, 'url' | 'fetch'>): FetchFunction {
  return async ({ name, text }, variables) => {
    if (text == null) throw new TypeError(`${name} has no text. Compile it without persisted queries.`);
    const response = await fetch(url, graphqlPost({ query: text, operationName: name, variables }));
    const body = (await response.json().catch(() => undefined)) as GraphQLResponse | undefined;
    if (!body) throw unreadable(response);
    return body;
  };
}
