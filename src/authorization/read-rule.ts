import type { DirectiveUsage } from './directive-usage.js';
import type { Rule } from './requirement.js';
import { type RoleHierarchy, SIGNED_IN } from './role-hierarchy.js';
import type { ReportProblem } from './schema-problem.js';

/** One `@auth` as a rule. What it reports as wrong it makes as strict as can be. */
export function readRule(
  { args, node }: DirectiveUsage,
  coordinate: string,
  roles: RoleHierarchy,
  report: ReportProblem,
): Rule {
  const fault = (message: string) => report(message, coordinate, node);
  for (const name of Object.keys(args)) {
    if (!['requires', 'owner', 'maxAge'].includes(name)) fault(`@auth has no argument "${name}".`);
  }
  const required = readRequires(args.requires, roles, fault);
  const owner = readOwner(args.owner, fault);
  const maxAgeSeconds = readMaxAge(args.maxAge, fault);
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
  fault: (message: string) => void,
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const listed = [value].flat();
  if (listed.length === 0)
    fault('requires: [] lets nobody in; leave it out to let in every signed-in viewer.');
  const known = listed.filter((role): role is string => typeof role === 'string' && roles.has(role));
  for (const role of listed) {
    if (typeof role === 'string' && roles.has(role)) continue;
    fault(
      `Unknown role ${typeof role === 'string' ? role : JSON.stringify(role)}; enum Role has ${roles.names.join(', ') || 'no values'}.`,
    );
  }
  return known;
}

function readOwner(value: unknown, fault: (message: string) => void): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  fault('owner is the name of a field, for example owner: "authorId".');
  return '';
}

function readMaxAge(value: unknown, fault: (message: string) => void): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  // valueFromASTUntyped gives integers as numbers; what is left is a string, a list, null, or not positive.
  fault('maxAge is a whole number of seconds, at least 1.');
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
