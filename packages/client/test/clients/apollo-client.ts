import { ApolloClient, CombinedGraphQLErrors, gql, InMemoryCache } from '@apollo/client';
import type { Session } from '@graphward/client';
import { deniedFields, followViewer, queryDenials, sessionLink } from '@graphward/client/apollo';
import {
  type GraphqlClient,
  meQuery,
  type Outcome,
  outcome,
  renameMutation,
  usersQuery,
} from './operations.js';

/** Apollo Client as applications create it: with its default error policy, which discards data if there are errors. */
export function createApolloClient(session: Session): GraphqlClient {
  const client = new ApolloClient({ link: sessionLink(session), cache: new InMemoryCache() });
  followViewer(session, client);
  const query = async (text: string, operationName: string): Promise<Outcome> => {
    try {
      const { data } = await client.query({ query: gql(text), fetchPolicy: 'network-only' });
      return outcome(data, queryDenials(session, operationName));
    } catch (error) {
      return outcome(null, [], codeOf(error));
    }
  };
  return {
    me: () => query(meQuery, 'Me'),
    users: () => query(usersQuery, 'Users'),
    rename: async (name) => {
      try {
        const mutation = gql(renameMutation);
        const result = await client.mutate({ mutation, variables: { input: { name } } });
        return outcome(result.data, deniedFields(result));
      } catch (error) {
        return outcome(null, [], codeOf(error));
      }
    },
  };
}

function codeOf(error: unknown): string {
  // `resetStore` cancels what is in flight, which is an operation of somebody who is signed out by now.
  if (error instanceof Error && error.name === 'Invariant Violation') return 'UNAUTHENTICATED';
  if (!CombinedGraphQLErrors.is(error)) throw error;
  return String(error.errors[0]?.extensions?.code);
}
