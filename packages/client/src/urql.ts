/**
 * The session as an exchange of urql.
 *
 * @module @graphward/client/urql
 */
import { composeExchanges, type Exchange, fetchExchange, makeOperation, mapExchange } from '@urql/core';
import { fetchPartialData } from './denied-fields.js';
import type { Session } from './session.js';

export { deniedFields } from './denied-fields.js';

/**
 * An exchange that replaces `fetchExchange` and sends operations with the session. Denied fields are null and not errors;
 * `deniedFields(result)` lists them.
 *
 * @example
 * ```ts
 * const exchanges = [cacheExchange, sessionExchange(session)];
 * const client = new Client({ url: session.url, exchanges });
 * ```
 */
export function sessionExchange({ url, fetch }: Pick<Session, 'url' | 'fetch'>): Exchange {
  const partial = fetchPartialData(fetch);
  const prepare = mapExchange({
    onOperation: (operation) =>
      makeOperation(operation.kind, operation, { ...operation.context, url, fetch: partial }),
  });
  return composeExchanges([prepare, fetchExchange]);
}
