import type { JudgedChange, Verdict } from './access-diff.js';
import { isForEverySignedIn, type PolicyRule } from './policy-rule.js';
import type { PolicyRules } from './policy-rules.js';

/** The changes to the rules of a coordinate that both versions have. */
export function compareRules(coordinate: string, before: PolicyRules, after: PolicyRules): JudgedChange[] {
  const [old, current] = [before.rulesOf(coordinate), after.rulesOf(coordinate)];
  const removed = missingFrom(current, old).filter(({ text }) => !current.some((rule) => rule.text === text));
  const added = missingFrom(old, current);
  const verdict = judge(old, current, before, after);
  const change = describe(removed, added);
  if (change !== undefined) {
    // A rule that the remaining ones make redundant protects against later changes.
    const isReplaced = removed.every((rule) => added.some((each) => implies(each, rule, after, before)));
    return [{ verdict: verdict ?? (isReplaced ? 'narrower' : 'unproven'), coordinate, change }];
  }
  if (verdict === undefined) return [];
  const loose = old.find((rule) => !current.some((each) => implies(each, rule, after, before)));
  const roles = loose ? [...after.rolesFor(loose)].filter((role) => !before.rolesFor(loose).has(role)) : [];
  return [{ verdict, coordinate, change: `${roles.join(', ')} now satisfies ${loose?.text ?? ''}` }];
}

/**
 * Whether the new rules admit a viewer whom the old ones deny; undefined if they provably do not.
 *
 * A viewer who satisfies the new rules must satisfy each old rule. A viewer may have any set of roles and own an object
 * by any of its fields, and roles and ownership never reduce access. So if no single new rule implies an old rule, some
 * viewer satisfies all new rules but not the old one: the owner by every other field, with every role that the old rule
 * does not admit. Only the smallest `maxAge` matters. An object from `asOwned` belongs to every viewer.
 */
function judge(
  old: readonly PolicyRule[],
  current: readonly PolicyRule[],
  before: PolicyRules,
  after: PolicyRules,
): Verdict | undefined {
  if (smallestAge(current) > smallestAge(old)) return 'wider';
  let verdict: Verdict | undefined;
  for (const rule of old) {
    if (current.some((each) => implies(each, rule, after, before))) continue;
    // Whether two owner fields have the same value depends on the objects.
    if (!current.some((each) => implies(anyOwner(each), anyOwner(rule), after, before))) return 'wider';
    verdict = 'unproven';
  }
  return verdict;
}

/** Whether every viewer who satisfies a rule of the new policy satisfies a rule of the old one, apart from `maxAge`. */
function implies(rule: PolicyRule, old: PolicyRule, after: PolicyRules, before: PolicyRules): boolean {
  if (isForEverySignedIn(old)) return true;
  if (isForEverySignedIn(rule)) return false;
  const admitted = before.rolesFor(old);
  return (
    [...after.rolesFor(rule)].every((role) => admitted.has(role)) &&
    [...rule.alternatives].every((alternative) => old.alternatives.has(alternative))
  );
}

function anyOwner(rule: PolicyRule): PolicyRule {
  const kinds = [...rule.alternatives].map((alternative) => alternative.split(':', 1)[0] ?? '');
  return { ...rule, alternatives: new Set(kinds) };
}

function smallestAge(rules: readonly PolicyRule[]): number {
  return Math.min(Infinity, ...rules.map(({ maxAgeSeconds }) => maxAgeSeconds));
}

/** The multiset difference: `rules` without `others`. */
function missingFrom(others: readonly PolicyRule[], rules: readonly PolicyRule[]): PolicyRule[] {
  const left = others.map(({ text }) => text);
  return rules.filter(({ text }) => {
    const index = left.indexOf(text);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function describe(removed: readonly PolicyRule[], added: readonly PolicyRule[]): string | undefined {
  const textOf = (rules: readonly PolicyRule[]) => rules.map(({ text }) => text).join(' ');
  if (removed.length === 0) return added.length === 0 ? undefined : `added ${textOf(added)}`;
  return added.length === 0 ? `removed ${textOf(removed)}` : `${textOf(removed)} → ${textOf(added)}`;
}
