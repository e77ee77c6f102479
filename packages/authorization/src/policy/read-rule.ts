import { GRAPHQL_MAX_INT } from 'graphql';
import { describeValue } from './describe-value.js';
import type { DirectiveUsage } from './directive-usage.js';
import type { Rule } from './requirement.js';
import { type RoleHierarchy, SIGNED_IN } from './role-hierarchy.js';
import type { ReportProblem } from './schema-problem.js';

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
  const owner = readOwner(args.owner, add);
  const maxAgeSeconds = readMaxAge(args.maxAge, add);
  return {
    mask: required ? roles.requiredMask(required) : owner === undefined ? SIGNED_IN : 0,
    ...(owner !== undefined && { owner }),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    text: textOf(required, owner, maxAgeSeconds),
    coordinate,
    node,
  };
}

function readRequires(
  value: unknown,
  roles: RoleHierarchy,
  add: (message: string) => void,
): readonly string[] | undefined {
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

function readOwner(value: unknown, add: (message: string) => void): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  add('owner must be the name of a field, for example owner: "authorId".');
  return '';
}

function readMaxAge(value: unknown, add: (message: string) => void): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= GRAPHQL_MAX_INT)
    return value;
  add(`maxAge must be a whole number of seconds from 1 to ${GRAPHQL_MAX_INT}.`);
  return 0;
}

function textOf(
  required: readonly string[] | undefined,
  owner: string | undefined,
  maxAge: number | undefined,
): string {
  const args = [
    required && `requires: ${required.length === 1 ? String(required[0]) : `[${required.join(', ')}]`}`,
    owner !== undefined && `owner: ${JSON.stringify(owner)}`,
    maxAge !== undefined && `maxAge: ${maxAge}`,
  ].filter(Boolean);
  return args.length > 0 ? `@auth(${args.join(', ')})` : '@auth';
}
