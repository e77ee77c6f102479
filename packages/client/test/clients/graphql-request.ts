import type { Session } from '@graphward/client';
import { deniedFields, requestOptions } from '@graphward/client/graphql-request';
import { ClientError, GraphQLClient } from 'graphql-request';
import {
  type GraphqlClient,
  meQuery,
  type Outcome,
  outcome,
  renameMutation,
  usersQuery,
} from './operations.js';

export function createGraphqlRequest(session: Session): GraphqlClient {
  const client = new GraphQLClient(session.url, requestOptions(session));
  const send = async (text: string, variables: object = {}): Promise<Outcome> => {
    try {
      const result = await client.rawRequest(text, variables);
      return outcome(result.data, deniedFields(result));
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      return outcome(null, [], String(error.response.errors?.[0]?.extensions.code));
    }
  };
  return {
    me: () => send(meQuery),
    users: () => send(usersQuery),
    rename: (name) => send(renameMutation, { input: { name } }),
  };
}
