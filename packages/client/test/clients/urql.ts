import type { Session } from '@graphward/client';
import { deniedFields, sessionExchange } from '@graphward/client/urql';
import { cacheExchange, Client, type OperationResult } from '@urql/core';
import {
  type GraphqlClient,
  meQuery,
  type Outcome,
  outcome,
  renameMutation,
  usersQuery,
} from './operations.js';

export function createUrql(session: Session): GraphqlClient {
  const client = new Client({
    url: session.url,
    exchanges: [cacheExchange, sessionExchange(session)],
    requestPolicy: 'network-only',
  });
  return {
    me: async () => outcomeOf(await client.query(meQuery, {})),
    users: async () => outcomeOf(await client.query(usersQuery, {})),
    rename: async (name) => outcomeOf(await client.mutation(renameMutation, { input: { name } })),
  };
}

function outcomeOf(result: OperationResult): Outcome {
  const { error } = result;
  if (error?.networkError) throw error.networkError;
  return outcome(
    result.data,
    deniedFields(result),
    error ? String(error.graphQLErrors[0]?.extensions.code) : null,
  );
}
