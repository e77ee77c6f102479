import type { AccessReport } from './access-report.js';

/**
 * A report as JSON, sorted, so that the order of the schema's files does not matter.
 *
 * @example
 * ```ts
 * writeFileSync('access.json', formatAccessReport(accessReport(schema)));
 * ```
 */
export function formatAccessReport({ version, roles, places, types }: AccessReport): string {
  const report: AccessReport = { version, roles, places: sorted(places), types: sorted(types) };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
