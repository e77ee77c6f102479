import type { Alternatives } from './requirement.js';

/** The arguments of an `@auth`. Undefined: not given. */
export interface RuleArguments {
  readonly required: readonly string[] | undefined;
  readonly scopes: Alternatives | undefined;
  readonly owner: string | undefined;
  readonly group: string | undefined;
  readonly policy: Alternatives | undefined;
  readonly of: string | undefined;
  readonly maxAgeSeconds: number | undefined;
  readonly mfa: boolean;
}

/** A rule as SDL, in one spelling: `@auth(requires: ADMIN, owner: "id")`. */
export function printRule(rule: RuleArguments): string {
  const args = [
    rule.required && `requires: ${printList(rule.required)}`,
    rule.scopes && `scopes: ${printAlternatives(rule.scopes)}`,
    rule.owner !== undefined && `owner: ${JSON.stringify(rule.owner)}`,
    rule.group !== undefined && `group: ${JSON.stringify(rule.group)}`,
    rule.policy && `policy: ${printAlternatives(rule.policy)}`,
    rule.of !== undefined && `of: ${JSON.stringify(rule.of)}`,
    rule.maxAgeSeconds !== undefined && `maxAge: ${rule.maxAgeSeconds}`,
    rule.mfa && 'mfa: true',
  ].filter(Boolean);
  return args.length > 0 ? `@auth(${args.join(', ')})` : '@auth';
}

/** The text of a type's rule where it applies to an object that an input identifies. */
export function addOf(text: string, type: string): string {
  const of = `of: ${JSON.stringify(type)}`;
  return text.endsWith(')') ? `${text.slice(0, -1)}, ${of})` : `${text}(${of})`;
}

function printAlternatives(lists: Alternatives): string {
  const [first = []] = lists;
  if (lists.length === 1 && first.length === 1) return JSON.stringify(first[0]);
  return `[${lists.map((list) => `[${list.map((name) => JSON.stringify(name)).join(', ')}]`).join(', ')}]`;
}

function printList(items: readonly string[]): string {
  return items.length === 1 ? String(items[0]) : `[${items.join(', ')}]`;
}
