import type { JudgedChange, Verdict } from './access-diff.js';
import { type Alternative, isForEverySignedIn, type PolicyRule } from './policy-rule.js';
import type { PolicyRules } from './policy-rules.js';

/** The changes to the rules of a coordinate that both versions have. */
export function compareRules(coordinate: string, before: PolicyRules, after: PolicyRules): JudgedChange[] {
  const [old, current] = [before.rulesOf(coordinate), after.rulesOf(coordinate)];
  const implies = implicationBetween(before, after);
  const removed = missingFrom(current, old).filter(({ text }) => !current.some((rule) => rule.text === text));
  const added = missingFrom(old, current);
  const isEasier = smallestAge(current) > smallestAge(old) || (needsMfa(old) && !needsMfa(current));
  const verdict = isEasier ? 'wider' : judge(old, current, implies);
  const change = describe(removed, added);
  if (change !== undefined) {
    // A rule that the remaining ones make redundant protects against later changes.
    const isReplaced = removed.every((rule) => added.some((each) => implies(each, rule)));
    return [{ verdict: verdict ?? (isReplaced ? 'narrower' : 'unproven'), coordinate, change }];
  }
  if (verdict === undefined) return [];
  const loose = old.find((rule) => !current.some((each) => implies(each, rule)));
  const roles = loose ? [...after.rolesFor(loose)].filter((role) => !before.rolesFor(loose).has(role)) : [];
  return [{ verdict, coordinate, change: `${roles.join(', ')} now satisfies ${loose?.text ?? ''}` }];
}

/** The verdict for viewers with one role about the conditions that they must meet otherwise, apart from `maxAge` and `mfa`. */
export function judgeConditions(
  coordinate: string,
  role: string,
  before: PolicyRules,
  after: PolicyRules,
): Verdict | undefined {
  return judge(openTo(role, coordinate, before), openTo(role, coordinate, after), impliesByCondition);
}

/** The rules that a role does not satisfy. */
function openTo(role: string, coordinate: string, policy: PolicyRules): readonly PolicyRule[] {
  const rules = policy.rulesOf(coordinate);
  return rules.filter((rule) => !isForEverySignedIn(rule) && !policy.rolesFor(rule).has(role));
}

type Implication = (rule: PolicyRule, old: PolicyRule) => boolean;

/**
 * Whether the new rules admit a viewer whom the old ones deny; undefined if they provably do not.
 *
 * A viewer who satisfies the new rules must satisfy each old rule. That is proven if a single new rule implies the old one:
 * each of its alternatives is one of the old rule, or demands more. A viewer may have any set of roles and scopes and own
 * an object by any of its fields, and these never reduce access. So if no new rule could imply an old rule, whatever the
 * objects and the policies, some viewer satisfies all new rules but not the old one: the viewer who has everything that
 * the old rule does not admit. An object from `asOwned` belongs to every viewer. Does not consider `maxAge` and
 * `mfa`, of which only the strictest of a coordinate matters.
 */
function judge(
  old: readonly PolicyRule[],
  current: readonly PolicyRule[],
  implies: Implication,
): Verdict | undefined {
  let verdict: Verdict | undefined;
  for (const rule of old) {
    if (current.some((each) => implies(each, rule))) continue;
    const mayBeImplied = current.some(
      (each) =>
        each.isOpaque ||
        rule.isOpaque ||
        implies(blurred(each, scopesBeside(each, current)), blurred(rule, [])),
    );
    if (!mayBeImplied) return 'wider';
    verdict = 'unproven';
  }
  return verdict;
}

/** Whether every viewer who satisfies a rule of the new policy satisfies a rule of the old one, apart from `maxAge` and `mfa`. */
function implicationBetween(before: PolicyRules, after: PolicyRules): Implication {
  return (rule, old) => {
    const admitted = before.rolesFor(old);
    if (isForEverySignedIn(old)) return !rule.isOpaque;
    if (isForEverySignedIn(rule)) return false;
    return [...after.rolesFor(rule)].every((role) => admitted.has(role)) && impliesByCondition(rule, old);
  };
}

/** The same for viewers without roles that matter. */
function impliesByCondition(rule: PolicyRule, old: PolicyRule): boolean {
  // Unknown arguments may mean anything, so only the same rule is comparable.
  if (rule.isOpaque || old.isOpaque) return rule.text === old.text;
  return rule.alternatives.every((each) => old.alternatives.some((other) => demandsMore(each, other)));
}

/** Whether an alternative admits only viewers whom another one admits. */
function demandsMore(alternative: Alternative, other: Alternative): boolean {
  return (
    alternative.kind === other.kind && alternative.of === other.of && isSubset(other.names, alternative.names)
  );
}

/**
 * A rule without what depends on the objects and the policies: whether two owner fields have the same value, or two policies
 * the same result.
 *
 * @param scopes that other rules demand in addition
 */
function blurred(rule: PolicyRule, scopes: readonly string[]): PolicyRule {
  const alternatives = rule.alternatives.map((each): Alternative => {
    if (each.kind === 'scopes') return { ...each, names: new Set([...each.names, ...scopes]) };
    return { ...each, names: new Set(), of: undefined };
  });
  return { ...rule, alternatives };
}

function scopesBeside(rule: PolicyRule, rules: readonly PolicyRule[]): readonly string[] {
  const alternatives = rules.flatMap((each) => (each === rule ? [] : each.alternatives));
  return alternatives.flatMap(({ kind, names }) => (kind === 'scopes' ? [...names] : []));
}

function isSubset(names: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...names].every((name) => others.has(name));
}

function smallestAge(rules: readonly PolicyRule[]): number {
  return Math.min(Infinity, ...rules.map(({ maxAgeSeconds }) => maxAgeSeconds));
}

function needsMfa(rules: readonly PolicyRule[]): boolean {
  return rules.some(({ mfa }) => mfa);
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
