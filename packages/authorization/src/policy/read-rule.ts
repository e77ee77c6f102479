import { GRAPHQL_MAX_INT } from 'graphql';
import { describeValue } from './describe-value.js';
import type { DirectiveUsage } from './directive-usage.js';
import { printRule } from './print-rule.js';
import type { Alternatives, Rule } from './requirement.js';
import { type RoleHierarchy, SIGNED_IN } from './role-hierarchy.js';
import type { ReportProblem } from './schema-problem.js';

type AddProblem = (message: string) => void;

/** Reads one `@auth`. A problem in it is reported, and makes the rule as strict as possible. */
export function readRule(
  { args, node, problem }: DirectiveUsage,
  coordinate: string,
  roles: RoleHierarchy,
  report: ReportProblem,
): Rule {
  const add = (message: string) => report(message, coordinate, node);
  if (problem) return { mask: 0, text: '@auth', coordinate, node };
  const required = readRequires(args.requires, roles, add);
  const scopes = readAlternatives('scopes', args.scopes, add);
  const owner = readName('owner', args.owner, add);
  const group = readName('group', args.group, add);
  const policy = readAlternatives('policy', args.policy, add);
  const of = readName('of', args.of, add);
  const maxAgeSeconds = readMaxAge(args.maxAge, add);
  const mfa = readMfa(args.mfa, add);
  const isBare = [required, scopes, owner, group, policy, of].every((value) => value === undefined);
  return {
    mask: required ? roles.requiredMask(required) : isBare ? SIGNED_IN : 0,
    ...(scopes !== undefined && { scopes }),
    ...(owner !== undefined && { owner }),
    ...(group !== undefined && { group }),
    ...(policy !== undefined && { policy }),
    ...(of !== undefined && { of }),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    ...(mfa && { mfa }),
    text: printRule({ required, scopes, owner, group, policy, of, maxAgeSeconds, mfa }),
    coordinate,
    node,
  };
}

/** Whether a rule has `of` and no alternatives of its own. The rules of its type take its place. */
export function isOfAlone({ of, mask, scopes, owner, group, policy }: Rule): boolean {
  return (
    of !== undefined && mask === 0 && [scopes, owner, group, policy].every((value) => value === undefined)
  );
}

function readRequires(value: unknown, roles: RoleHierarchy, add: AddProblem): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const listed: readonly unknown[] = Array.isArray(value) ? Array.from(value) : [value];
  if (listed.length === 0) add('requires: [] admits no viewer. Omit it to admit every signed-in viewer.');
  const known = listed.filter((role): role is string => typeof role === 'string' && roles.has(role));
  for (const role of listed) {
    if (typeof role === 'string' && roles.has(role)) continue;
    add(
      `Unknown role ${typeof role === 'string' ? role : describeValue(role)}. Enum Role has ${roles.names.join(', ') || 'no values'}.`,
    );
  }
  return known;
}

const nameExamples = { owner: 'authorId', group: 'teamId', of: 'Draft' } as const;

function readName(argument: keyof typeof nameExamples, value: unknown, add: AddProblem): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  const what = argument === 'of' ? 'an object type' : 'a field';
  add(`${argument} must be the name of ${what}, for example ${argument}: "${nameExamples[argument]}".`);
  return '';
}

/** `"a"` means `[["a"]]`, and `["a", "b"]` means `[["a"], ["b"]]`, as list coercion has it. */
function readAlternatives(
  argument: 'scopes' | 'policy',
  value: unknown,
  add: AddProblem,
): Alternatives | undefined {
  if (value === undefined) return undefined;
  const lists = (Array.isArray(value) ? Array.from(value as readonly unknown[]) : [value]).map((each) =>
    Array.isArray(each) ? Array.from(each as readonly unknown[]) : [each],
  );
  if (lists.length === 0 || lists.some((list) => list.length === 0)) {
    add(
      `${argument} contains an empty list. Name at least one in each list, for example ${argument}: [["a"]].`,
    );
    return [];
  }
  const names = lists.filter((list): list is string[] => list.every(isName));
  if (names.length === lists.length) return names;
  add(`${argument} must contain names, for example ${argument}: [["a", "b"], ["c"]]: a and b, or c.`);
  return [];
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function readMaxAge(value: unknown, add: AddProblem): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= GRAPHQL_MAX_INT)
    return value;
  add(`maxAge must be a whole number of seconds from 1 to ${GRAPHQL_MAX_INT}.`);
  return 0;
}

/** False demands nothing, as if the argument were not given. */
function readMfa(value: unknown, add: AddProblem): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  add('mfa must be true or false.');
  return true;
}
