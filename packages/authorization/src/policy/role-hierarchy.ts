import { type GraphQLEnumType, type GraphQLEnumValue, type GraphQLSchema, isEnumType } from 'graphql';
import { describeValue } from './describe-value.js';
import { directivesOn } from './directive-usage.js';
import type { ReportProblem } from './schema-problem.js';

/** The bit that every signed-in viewer has, with or without roles. */
export const SIGNED_IN = 1;
/** The number of roles that fit a 32-bit mask beside `SIGNED_IN`. */
export const MAX_ROLES = 31;

/** The values of the schema's `Role` enum as bits, and the roles that each inherits. */
export interface RoleHierarchy {
  readonly names: readonly string[];
  has(role: string): boolean;
  /** A viewer's bits: `SIGNED_IN`, these roles and all that they inherit. Unknown roles are ignored. */
  viewerMask(roles: readonly string[] | null): number;
  /** The bits of these roles and of every role that inherits one of them. */
  requiredMask(roles: readonly string[]): number;
}

/** Reads `enum Role`, reporting unknown or circular inheritance. */
export function readRoleHierarchy(schema: GraphQLSchema, report: ReportProblem): RoleHierarchy {
  const role = schema.getType('Role');
  const parents = isEnumType(role) ? readParents(role, report) : new Map<string, readonly string[]>();
  const names = [...parents.keys()];
  if (names.length > MAX_ROLES) {
    report(
      `enum Role has ${names.length} values, but at most ${MAX_ROLES} are supported. Remove some.`,
      'Role',
    );
  }
  reportCycles(parents, (name) => {
    const node = isEnumType(role) ? role.getValue(name)?.astNode : undefined;
    report(
      `Role ${name} inherits itself. Remove one @inherits or @includedIn from the cycle.`,
      `Role.${name}`,
      node,
    );
  });
  const bits = new Map(names.map((name, index) => [name, 1 << (index + 1)]));
  const included = new Map(names.map((name) => [name, maskOf(ancestors(name, parents), bits)]));
  return {
    names,
    has: (name) => bits.has(name),
    viewerMask: (roles) =>
      roles === null ? 0 : roles.reduce((mask, name) => mask | (included.get(name) ?? 0), SIGNED_IN),
    requiredMask: (wanted) => {
      const mask = maskOf(wanted, bits);
      return maskOf(
        names.filter((name) => ((included.get(name) ?? 0) & mask) !== 0),
        bits,
      );
    },
  };
}

/** The roles that each role includes directly: by its own `@inherits`, and by the `@includedIn` of others. */
function readParents(role: GraphQLEnumType, report: ReportProblem): Map<string, readonly string[]> {
  const parents = new Map(role.getValues().map(({ name }): [string, string[]] => [name, []]));
  for (const value of role.getValues()) {
    for (const name of namedBy('inherits', value, parents, report)) parents.get(value.name)?.push(name);
    for (const name of namedBy('includedIn', value, parents, report)) parents.get(name)?.push(value.name);
  }
  return parents;
}

function namedBy(
  directive: 'inherits' | 'includedIn',
  value: GraphQLEnumValue,
  known: ReadonlyMap<string, unknown>,
  report: ReportProblem,
): readonly string[] {
  const named = directivesOn(value)
    .filter(({ name, problem }) => name === directive && !problem)
    .flatMap(({ args, node }) => [args.roles].flat().map((name) => ({ name, node })));
  return named.flatMap(({ name, node }) => {
    if (typeof name === 'string' && known.has(name)) return [name];
    const message = `@${directive} names ${describeValue(name)}, which is not a value of enum Role. Correct the name.`;
    report(message, `Role.${value.name}`, node);
    return [];
  });
}

function reportCycles(parents: ReadonlyMap<string, readonly string[]>, report: (name: string) => void): void {
  for (const [name, direct] of parents) {
    if (direct.some((parent) => ancestors(parent, parents).has(name))) report(name);
  }
}

function ancestors(name: string, parents: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set([name]);
  for (const each of found) for (const parent of parents.get(each) ?? []) found.add(parent);
  return found;
}

function maskOf(names: Iterable<string>, bits: ReadonlyMap<string, number>): number {
  let mask = 0;
  for (const name of names) mask |= bits.get(name) ?? 0;
  return mask;
}
