import type { OperationResult, Session } from '@graphward/client';
import {
  type GraphqlClient,
  meQuery,
  type Outcome,
  outcome,
  renameMutation,
  usersQuery,
} from './operations.js';

/** No GraphQL client: `session.execute`, on top of `session.fetch`. */
export function createPlainClient(session: Session): GraphqlClient {
  return {
    me: async () => outcomeOf(await session.execute(meQuery)),
    users: async () => outcomeOf(await session.execute(usersQuery)),
    rename: async (name) => outcomeOf(await session.execute(renameMutation, { input: { name } })),
  };
}

function outcomeOf({ data, errors, denied }: OperationResult<Record<string, unknown>>): Outcome {
  const hasData = data !== null && Object.values(data).some((value) => value !== null);
  return hasData ? outcome(data, denied) : outcome(null, [], errors[0]?.code ?? null);
}
