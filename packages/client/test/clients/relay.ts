import type { Session } from '@graphward/client';
import { sessionNetwork } from '@graphward/client/relay';
import {
  commitMutation,
  type ConcreteRequest,
  Environment,
  fetchQuery,
  type GraphQLResponse,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime';
import { type GraphqlClient, type Outcome, outcome } from './operations.js';
import meQuery from './relay/__generated__/operationsMeQuery.graphql.js';
import renameMutation from './relay/__generated__/operationsRenameMutation.graphql.js';
import usersQuery from './relay/__generated__/operationsUsersQuery.graphql.js';

/** Relay's runtime with compiled operations. */
export function createRelay(session: Session): GraphqlClient {
  const send = sessionNetwork(session);
  // The errors of a response are not part of Relay's snapshots, except with `@catch`.
  let errors: readonly CodedError[] = [];
  const environment = new Environment({
    network: Network.create(async (...request) => {
      const response = (await send(...request)) as GraphQLResponse & { errors?: CodedError[] };
      errors = response.errors ?? [];
      return response;
    }),
    store: new Store(new RecordSource()),
  });

  const query = async (request: ConcreteRequest): Promise<Outcome> => {
    try {
      return outcomeOf(await fetchQuery(environment, request, {}).toPromise());
    } catch (error) {
      // Relay throws if there is no data at all.
      return outcome(null, [], (error as RelayError).source.errors[0]?.extensions.code ?? null);
    }
  };
  const outcomeOf = (data: unknown): Outcome => {
    const denied = errors.map(({ path, extensions: { code } }) => ({ path, code }));
    const hasData = data != null && Object.values(data).some((value) => value !== null);
    return hasData ? outcome(data, denied) : outcome(null, [], denied[0]?.code ?? null);
  };

  return {
    me: () => query(meQuery),
    users: () => query(usersQuery),
    rename: (name) =>
      new Promise((resolve, reject) => {
        commitMutation(environment, {
          mutation: renameMutation,
          variables: { input: { name } },
          onCompleted: (data) => resolve(outcomeOf(data)),
          onError: reject,
        });
      }),
  };
}

interface RelayError {
  readonly source: { readonly errors: readonly CodedError[] };
}

interface CodedError {
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}
