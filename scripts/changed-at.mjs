import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The time of the latest change of a file, or of anything in a folder; 0 if there is nothing. */
export function changedAt(...paths) {
  return Math.max(0, ...paths.map(timeOf));
}

function timeOf(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return changedAt(...readdirSync(path).map((name) => join(path, name)));
}
