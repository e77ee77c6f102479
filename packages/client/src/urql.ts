/**
 * The session as an exchange of urql.
 *
 * @module @graphward/client/urql
 */
import { type Exchange, makeOperation, mapExchange } from '@urql/core';
import { fetchPartialData } from './denied-fields.js';
import type { Session } from './session.js';

export { deniedFields } from './denied-fields.js';

/**
 * An exchange that makes `fetchExchange`, which must follow it, send operations with the session. Denied fields are null and
 * not errors; `deniedFields(result)` lists them.
 *
 * @example
 * ```ts
 * const exchanges = [cacheExchange, sessionExchange(session), fetchExchange];
 * const client = new Client({ url: session.url, exchanges });
 * ```
 */
export function sessionExchange({ url, fetch }: Pick<Session, 'url' | 'fetch'>): Exchange {
  const partial = fetchPartialData(fetch);
  return mapExchange({
    onOperation: (operation) =>
      makeOperation(operation.kind, operation, { ...operation.context, url, fetch: partial }),
  });
}
