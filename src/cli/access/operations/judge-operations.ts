import { explain, type Explanation } from '@graphward/authorization';
import type { GraphQLSchema } from 'graphql';
import type { KnownOperation } from './client-operation.js';

/** What an operation is denied, by role. */
export interface JudgedOperation extends Omit<KnownOperation, 'document'> {
  readonly denied: Readonly<Record<string, readonly Explanation[]>>;
}

/** Explains each operation for a viewer with each of these roles alone. `ANONYMOUS` is not signed in. */
export function judgeOperations(
  schema: GraphQLSchema,
  operations: readonly KnownOperation[],
  roles: readonly string[],
): JudgedOperation[] {
  return operations.map(({ document, ...operation }) => {
    const denied = roles.map(
      (role) => [role, explain(schema, document, role === 'ANONYMOUS' ? null : [role])] as const,
    );
    return { ...operation, denied: Object.fromEntries(denied) };
  });
}
