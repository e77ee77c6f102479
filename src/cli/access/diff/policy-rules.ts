import type { AccessReport } from '@graphward/authorization';
import { entriesOf } from './access-file.js';
import { type PolicyRule, readPolicyRule } from './policy-rule.js';

/** The parsed rules and roles of a report. */
export interface PolicyRules {
  /** Empty for an unprotected or unknown coordinate. */
  rulesOf(coordinate: string): readonly PolicyRule[];
  /** Every role that satisfies a rule: those that it names, and those that inherit one of them. */
  rolesFor(rule: PolicyRule): ReadonlySet<string>;
}

/** @throws Error if a rule cannot be parsed, or names a role that is missing from the report */
export function readPolicyRules(report: AccessReport): PolicyRules {
  const roles = [...entriesOf(report.roles)];
  const read = new Map<string, PolicyRule>();
  const rulesByCoordinate = new Map<string, readonly PolicyRule[]>();
  const admitted = new Map<string, ReadonlySet<string>>();
  for (const [coordinate, { rules }] of entriesOf(report.places))
    rulesByCoordinate.set(coordinate, rules.map(ruleOf));
  return {
    rulesOf: (coordinate) => rulesByCoordinate.get(coordinate) ?? [],
    rolesFor: ({ text, requires }) => {
      const known = admitted.get(text);
      if (known) return known;
      const sufficient = roles.filter(
        ([role, included]) => requires.has(role) || included.some((each) => requires.has(each)),
      );
      const names = new Set(sufficient.map(([role]) => role));
      admitted.set(text, names);
      return names;
    },
  };

  /** Most coordinates share a few rules. */
  function ruleOf(text: string): PolicyRule {
    const known = read.get(text);
    if (known) return known;
    const rule = readPolicyRule(text);
    for (const role of rule.requires) {
      if (!Object.hasOwn(report.roles, role))
        throw new Error(`${text} names a role that is not among the roles.`);
    }
    read.set(text, rule);
    return rule;
  }
}
