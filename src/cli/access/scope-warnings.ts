import { locationOf, readPolicy } from '@graphward/authorization';
import type { GraphQLSchema } from 'graphql';

/** Warnings about scopes that only one rule names. A misspelt scope denies silently. */
export function scopeWarnings(schema: GraphQLSchema): readonly string[] {
  const locations = locationsByScope(schema);
  const scopes = [...locations.keys()];
  return scopes.flatMap((scope) => {
    const [location, ...others] = locations.get(scope) ?? [];
    if (location === undefined || others.length > 0) return [];
    const meant = scopes.find((each) => each !== scope && resemble(scope, each));
    const guess = meant === undefined ? 'a typo' : `a typo of ${JSON.stringify(meant)}`;
    return `${location}: only this rule has the scope ${JSON.stringify(scope)}. Correct it if it is ${guess}.`;
  });
}

/** Where each scope is written. Rules that others inherit, or that apply to an object that an input identifies, count once. */
function locationsByScope(schema: GraphQLSchema): ReadonlyMap<string, readonly string[]> {
  const rules = new Set(
    [...readPolicy(schema).requirements.values()].flatMap((requirement) => requirement.rules),
  );
  const found = new Map<string, string[]>();
  for (const { scopes = [], node, coordinate } of rules) {
    const isCopy = node && !node.arguments?.some(({ name }) => name.value === 'scopes');
    if (isCopy) continue;
    for (const scope of new Set(scopes.flat()))
      found.set(scope, [...(found.get(scope) ?? []), locationOf(node) ?? coordinate]);
  }
  return found;
}

/** Whether two names differ by case, separators, the order of their words, or one or two letters. */
function resemble(left: string, right: string): boolean {
  const [words, others] = [wordsOf(left), wordsOf(right)];
  if (words.toSorted().join() === others.toSorted().join()) return true;
  // `team:1` and `team:2` are different things.
  if (left.replaceAll(/\d+/g, '') === right.replaceAll(/\d+/g, '')) return false;
  const length = Math.min(left.length, right.length);
  return length >= 4 && editDistance(words.join(' '), others.join(' ')) <= (length >= 8 ? 2 : 1);
}

function wordsOf(name: string): string[] {
  return name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

/** Insertions, deletions, replacements, and exchanges of neighbours. */
function editDistance(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const at = (up: number, back: number) => rows[row - up]?.[column - back] ?? 0;
      const isSame = left[row - 1] === right[column - 1];
      const isExchange =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const options = [at(1, 0) + 1, (current[column - 1] ?? 0) + 1, at(1, 1) + (isSame ? 0 : 1)];
      current.push(Math.min(...options, ...(isExchange ? [at(2, 2) + 1] : [])));
    }
    rows.push(current);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
