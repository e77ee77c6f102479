import type { AccessReport, AccessTable } from '@graphward/authorization';

/** What `graphward access --json` has printed: this version's report, or version 1, which was the table alone. */
export type AccessFile = AccessReport | { readonly version: 1; readonly table: AccessTable };

/** An object's own entries: a file may name a role `constructor`. */
export function entriesOf<T>(record: Readonly<Record<string, T>>): Map<string, T> {
  return new Map(Object.entries(record));
}
