import type { AccessReport, AccessTable } from '@graphward/authorization';

/** The output of `graphward access --json`: a report, or version 1, which contained only the table. */
export type AccessFile = AccessReport | { readonly version: 1; readonly table: AccessTable };

/** The own entries of an object, because a file may name a role `constructor`. */
export function entriesOf<T>(record: Readonly<Record<string, T>>): Map<string, T> {
  return new Map(Object.entries(record));
}
