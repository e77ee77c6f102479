// What enforcement costs per row: 1,000 rows × 5 protected fields, with and without the engine, by plain execute().
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './median.mjs';

const script = fileURLToPath(new URL('rows-process.mjs', import.meta.url));

/**
 * The variants take turns, each in a process of its own: in one process they share the executor's call sites, and which
 * of the two V8 then optimises for is chance (0.86 or 1.3, both stable for a whole process).
 */
export function measureRows(selection, rounds) {
  const times = { plain: [], enforcing: [] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? ['plain', 'enforcing'] : ['enforcing', 'plain'];
    for (const variant of order) {
      times[variant].push(
        Number(execFileSync(process.execPath, [script, variant, selection], { encoding: 'utf8' })),
      );
    }
  }
  const base = median(times.plain);
  return {
    ratio: median(times.enforcing) / base,
    base,
    spread: times.plain.toSorted((left, right) => left - right).map((ms) => ms / base),
  };
}
