import type { Session } from '@graphward/client';
import type { Fetcher } from './graphiql.js';

/** GraphiQL's button. It is the only way to make GraphiQL fetch the schema. */
const refetchButton = 'button[aria-label^="Re-fetch GraphQL schema"]';

/**
 * Makes GraphiQL fetch the schema again whenever the viewer's roles change, because the server shows each role only what it
 * may use.
 *
 * @returns the fetcher with which GraphiQL must fetch the schema
 */
export function followSchema(session: Session, fetcher: Fetcher): Fetcher {
  /** Whose schema GraphiQL shows; undefined until the first. */
  let shown: string | undefined;
  let fetching = 0;

  function refetchIfChanged(): void {
    if (fetching > 0 || shown === undefined || shown === granted(session)) return;
    const button = document.querySelector<HTMLButtonElement>(refetchButton);
    // GraphiQL disables the button for a moment after each fetch.
    if (!button || button.disabled) requestAnimationFrame(refetchIfChanged);
    else button.click();
  }

  async function fetchSchema(...request: Parameters<Fetcher>): Promise<unknown> {
    // Without a connection, the fetcher says so.
    await session.start().catch(() => null);
    let response: unknown;
    do {
      shown = granted(session);
      response = await fetcher(...request);
      // The request itself may have shown that the roles have changed.
    } while (shown !== granted(session));
    return response;
  }

  session.subscribe(refetchIfChanged);
  return async (request, options) => {
    if (request.operationName !== 'IntrospectionQuery') return fetcher(request, options);
    fetching += 1;
    try {
      return await fetchSchema(request, options);
    } finally {
      fetching -= 1;
      refetchIfChanged();
    }
  };
}

/** What the schema depends on. */
function granted({ viewer }: Session): string {
  return JSON.stringify(viewer && [viewer.roles, viewer.scopes]);
}
