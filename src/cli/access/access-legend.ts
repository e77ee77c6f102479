import type { AccessTable } from '@graphward/authorization';
import type { AccessGroup } from './access-rows.js';

/** A word of a table, and its meaning. */
export type LegendEntry = readonly [word: string, meaning: string];

/** In the order of a legend. */
const meanings: readonly LegendEntry[] = [
  ['allow', 'may use it'],
  ['deny', 'may not use it'],
  ['owner', 'only on their own objects'],
  ['group', 'only on objects of their groups'],
  ['policy', 'only where a policy passes'],
  ['scope', 'only with a granted scope'],
  ['|', 'one condition is enough, or all are necessary: see the rules'],
  ['+reauth', 'only shortly after signing in'],
  ['+mfa', 'only after signing in with a second factor'],
  ['@filtered', 'omits objects that the viewer may not see'],
];

/** The words that occur in a table. */
export function legendOf(groups: readonly AccessGroup[], table: AccessTable): readonly LegendEntry[] {
  const cells = new Set(Object.values(table).flatMap((row) => Object.values(row)));
  const words = new Set([...cells].flatMap((cell) => cell.split(/(\||\+\w+)/)));
  if (groups.some(({ rows }) => rows.some(({ isFiltered }) => isFiltered))) words.add('@filtered');
  return meanings.filter(([word]) => words.has(word));
}
