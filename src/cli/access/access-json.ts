import type { AccessReport } from '@graphward/authorization';

/** A report as JSON whose order does not depend on that of the schema's files, so that two can be compared. */
export function formatAccessReport({ version, roles, places, types }: AccessReport): string {
  const report: AccessReport = { version, roles, places: sorted(places), types: sorted(types) };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
