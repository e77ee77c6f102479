import type { GraphQLSchema } from 'graphql';
import type { Policy } from '../policy/policy.js';
import { readPolicy } from '../policy/read-policy.js';
import { type Condition, type Requirement, standingOf } from '../policy/requirement.js';
import { policyElements } from './policy-elements.js';

/** Conditions in the order `owner|group|policy|scope`, each present or not. */
type Joined<Left extends string, Right extends string> = Left | Right | `${Left}|${Right}`;
type Conditions = Joined<Joined<Joined<'owner', 'group'>, 'policy'>, 'scope'>;

/**
 * `owner`: only the object's owners; `group`: only members of its group; `policy`, `scope`: only if a policy passes, or if a
 * scope was granted. Joined by `|` if there are several: `owner|group`. `+reauth`: only with recently presented credentials; `+mfa`: only with a
 * second factor.
 *
 * @example
 * ```ts
 * const mayUse = (cell: AccessCell | undefined) => cell !== undefined && cell !== 'deny';
 * ```
 */
export type AccessCell = 'deny' | `${'allow' | Conditions}${'' | '+reauth'}${'' | '+mfa'}`;

/**
 * The cells of one coordinate, by role. The first is `ANONYMOUS`.
 *
 * @example
 * ```ts
 * const row: AccessRow = { ANONYMOUS: 'deny', USER: 'owner', ADMIN: 'allow' };
 * ```
 */
export type AccessRow = Readonly<Record<string, AccessCell>>;

/**
 * The access of each role, and of `ANONYMOUS`, by coordinate: `Type.field`, `Type.field(arg:)`, `Input.field`, `Enum.VALUE`.
 *
 * @example
 * ```ts
 * const table: AccessTable = accessTable(schema);
 * const deniedToUsers = Object.keys(table).filter((coordinate) => table[coordinate]?.USER === 'deny');
 * ```
 */
export type AccessTable = Readonly<Record<string, AccessRow>>;

/**
 * Returns the whole policy as a table. Each column applies to a viewer with that role and the roles that it inherits.
 *
 * @example
 * ```ts
 * accessTable(schema)['User.email'];
 * // { ANONYMOUS: 'deny', USER: 'owner', ADMIN: 'allow' }
 * ```
 */
export function accessTable(schema: GraphQLSchema): AccessTable {
  const policy = readPolicy(schema);
  const rowOf = rowsOf(policy);
  return Object.fromEntries(
    [...policyElements(policy)].map(({ coordinate, requirement }) => [coordinate, rowOf(requirement)]),
  );
}

/** A function from requirements to table rows. */
export function rowsOf({ roles }: Policy): (requirement: Requirement | undefined) => AccessRow {
  const viewers = new Map([['ANONYMOUS', roles.viewerMask(null)]]);
  for (const role of roles.names) viewers.set(role, roles.viewerMask([role]));
  return (requirement) =>
    Object.fromEntries([...viewers].map(([name, mask]) => [name, cellOf(requirement, mask)]));
}

function cellOf(requirement: Requirement | undefined, viewerMask: number): AccessCell {
  const standing = standingOf(requirement, viewerMask);
  if (standing === 'deny') return 'deny';
  const conditions =
    standing === 'allow' ? standing : order.filter((condition) => standing.has(condition)).join('|');
  const rules = requirement?.rules ?? [];
  const reauth = rules.some(({ maxAgeSeconds }) => maxAgeSeconds !== undefined) ? '+reauth' : '';
  const mfa = rules.some((rule) => rule.mfa) ? '+mfa' : '';
  return `${conditions}${reauth}${mfa}` as AccessCell;
}

const order: readonly Condition[] = ['owner', 'group', 'policy', 'scope'];
