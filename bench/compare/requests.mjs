// The requests of a workload, one per connection.
import { signIn } from './client.mjs';

const defaultConnections = 32;

export async function requestsOf(workload, port, user) {
  const token = tokenFor(workload, user);
  const accounts = await Promise.all(
    Array.from({ length: workload.connections ?? defaultConnections }, async () =>
      workload.refreshes ? { ...user, ...(await signIn(port, user)) } : user,
    ),
  );
  return accounts.map((account) => ({ port, token, operation: workload.operation(account) }));
}

export function tokenFor({ token = 'valid' }, { tokens }) {
  return tokens[token] ?? null;
}
