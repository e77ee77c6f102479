/**
 * The session as a link of Apollo Client 4.
 *
 * @module @graphward/client/apollo
 */
import { type ApolloClient, ApolloLink, type OperationVariables } from '@apollo/client';
import { HttpLink } from '@apollo/client/link/http';
import { tap } from 'rxjs';
import { deniedFields, fetchPartialData } from './denied-fields.js';
import { isSame } from './is-same.js';
import { onViewerChange } from './on-viewer-change.js';
import type { OperationError } from './operation-error.js';
import type { Session } from './session.js';

export { deniedFields } from './denied-fields.js';

interface Response {
  readonly viewerId: string | undefined;
  readonly variables: OperationVariables;
  readonly denied: readonly OperationError[];
}

/** The latest responses with denied fields, by operation name. */
type Responses = Map<string, Response[]>;

/** Per operation: a page that shows more variants of one query at the same time is unlikely. */
const maximumResponses = 50;
const responsesOf = new WeakMap<object, Responses>();

/**
 * The terminating link of an Apollo Client: it sends operations with the session. Denied fields are null and not errors, so
 * that partial data survives the default `errorPolicy`.
 *
 * @example
 * ```ts
 * const client = new ApolloClient({ link: sessionLink(session), cache: new InMemoryCache() });
 * followViewer(session, client);
 * ```
 */
export function sessionLink(session: Pick<Session, 'url' | 'fetch' | 'snapshot'>): ApolloLink {
  const responses: Responses = responsesOf.get(session) ?? new Map<string, Response[]>();
  responsesOf.set(session, responses);
  const http = new HttpLink({ uri: session.url, fetch: fetchPartialData(session.fetch) });
  const remember = new ApolloLink((operation, forward) =>
    forward(operation).pipe(
      tap((result) => {
        const { operationName = '', variables } = operation;
        const denied = deniedFields(result);
        const viewerId = session.snapshot.viewer?.id;
        const others = (responses.get(operationName) ?? []).filter(
          (each) => !isSame(each.variables, variables),
        );
        responses.set(operationName, [{ viewerId, variables, denied }, ...others].slice(0, maximumResponses));
      }),
    ),
  );
  return ApolloLink.from([remember, http]);
}

/**
 * Keeps what the cache of an Apollo Client contains to what the viewer may see: resets its store when somebody signs in or out,
 * in this tab or another, and refetches the active queries when the viewer's roles change.
 *
 * @returns a function that ends this
 *
 * @example
 * ```ts
 * followViewer(session, client);
 * ```
 */
export function followViewer(
  session: Pick<Session, 'subscribe' | 'snapshot'>,
  client: Pick<ApolloClient, 'refetchQueries' | 'resetStore'>,
): () => void {
  return onViewerChange(session, (viewer, former) => {
    // A role change is noticed during an operation, which resetStore would cancel.
    if (viewer?.id === former?.id) void client.refetchQueries({ include: 'active' });
    // The queries themselves report their errors.
    else client.resetStore().catch(() => undefined);
  });
}

/**
 * The fields that were denied in the latest response to a query. Apollo Client keeps no extensions with the data of a query,
 * so this needs the query's name and variables.
 *
 * @param variables those that identify the query; others, such as defaults, may be left out
 *
 * @example
 * ```tsx
 * const { data } = useQuery(UserQuery, { variables: { id } }); // query User($id: ID!) { user(id: $id) { name email } }
 * const isHidden = queryDenials(session, 'User', { id }).some(({ path }) => path?.at(-1) === 'email');
 * ```
 */
export function queryDenials(
  session: Pick<Session, 'snapshot'>,
  operationName: string,
  variables: OperationVariables = {},
): readonly OperationError[] {
  const found = responsesOf
    .get(session)
    ?.get(operationName)
    ?.find((response) =>
      Object.entries(variables).every(([name, value]) => isSame(value, response.variables[name])),
    );
  return found && found.viewerId === session.snapshot.viewer?.id ? found.denied : [];
}
