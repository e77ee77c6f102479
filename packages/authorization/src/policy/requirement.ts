import type { ConstDirectiveNode } from 'graphql';
import { SIGNED_IN } from './role-hierarchy.js';

/** Lists of names. One list is enough, but all of its names must hold. */
export type Alternatives = readonly (readonly string[])[];

/**
 * One `@auth`, read. Roles, scopes, owner, group and policy are alternatives: one is enough. `maxAge` and `mfa` apply in addition.
 */
export interface Rule {
  /** The roles that satisfy the rule, including those that inherit them. `SIGNED_IN`: any signed-in viewer; 0: none. */
  readonly mask: number;
  readonly scopes?: Alternatives;
  /** The field of the object that contains its owner's ID, or owners' IDs. */
  readonly owner?: string;
  /** The field of the object that contains the ID of the group to which it belongs, or IDs of groups. */
  readonly group?: string;
  readonly policy?: Alternatives;
  /** The type of the object that the value of an argument or input field identifies. Elsewhere the object is the parent. */
  readonly of?: string;
  readonly maxAgeSeconds?: number;
  /** Whether a second factor is necessary. */
  readonly mfa?: true;
  /** As SDL, for display. */
  readonly text: string;
  /** The coordinate where it is written, which may be that of an interface or a type whose fields inherit it. */
  readonly coordinate: string;
  readonly node: ConstDirectiveNode | undefined;
}

/** All rules that apply to one coordinate. All must be satisfied. */
export interface Requirement {
  readonly rules: readonly Rule[];
  /** Satisfied if the viewer has a bit of each mask. Undefined if more than roles matter. */
  readonly masks: readonly number[] | undefined;
}

export type DenialCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'REAUTHENTICATION_REQUIRED';

/** Why the engine denies something: a code, or the reason of a code. */
export type DenialCause = DenialCode | 'MFA_REQUIRED';

/** What may still admit a viewer whose roles do not suffice. */
export type Condition = 'owner' | 'group' | 'policy' | 'scope';

/** What a viewer's roles decide by themselves. */
export type Standing = 'allow' | 'deny' | ReadonlySet<Condition>;

/** What a viewer has, as far as it can be decided without an object. */
export interface Credentials {
  readonly mask: number;
  readonly scopes: ReadonlySet<string>;
  /** Seconds since credentials were presented; NaN if unknown. */
  readonly ageSeconds: () => number;
  /** Whether the viewer signed in with a second factor. */
  readonly mfa: boolean;
}

/** The conjunction of rules; undefined if there are none. */
export function requireAll(rules: readonly Rule[]): Requirement | undefined {
  const [first] = rules;
  if (!first) return undefined;
  const unique = rules.filter((rule, index) => rules.indexOf(rule) === index);
  const byRole = unique.every((rule) => conditionsOf(rule).length === 0 && !restrictsSignIn(rule));
  return { rules: unique, masks: byRole ? strictest(unique.map(({ mask }) => mask)) : undefined };
}

/** The alternatives of a rule to its roles. */
export function conditionsOf({ owner, group, policy, scopes }: Rule): readonly Condition[] {
  const conditions: Condition[] = [];
  if (owner !== undefined) conditions.push('owner');
  if (group !== undefined) conditions.push('group');
  if (policy !== undefined) conditions.push('policy');
  if (scopes !== undefined) conditions.push('scope');
  return conditions;
}

/** Whether only the object can tell if a viewer without the roles and scopes satisfies the rule. */
export function dependsOnObject({ owner, group, policy }: Rule): boolean {
  return owner !== undefined || group !== undefined || policy !== undefined;
}

/** Whether the rule demands more of the viewer's sign-in than that there was one. */
export function restrictsSignIn({ maxAgeSeconds, mfa }: Rule): boolean {
  return maxAgeSeconds !== undefined || mfa === true;
}

/** What these roles decide, apart from `maxAge` and `mfa`. */
export function standingOf(requirement: Requirement | undefined, viewerMask: number): Standing {
  let open: Set<Condition> | undefined;
  for (const rule of requirement?.rules ?? []) {
    if ((rule.mask & viewerMask) !== 0) continue;
    const conditions = conditionsOf(rule);
    if (conditions.length === 0 || (viewerMask & SIGNED_IN) === 0) return 'deny';
    open ??= new Set();
    for (const condition of conditions) open.add(condition);
  }
  return open ?? 'allow';
}

/** Whether roles or scopes satisfy the rule, whatever the object. */
export function isGranted({ mask, scopes }: Rule, viewer: Credentials): boolean {
  return (mask & viewer.mask) !== 0 || (scopes !== undefined && hasScopes(scopes, viewer));
}

/** An anonymous viewer has no scopes: `@auth` admits signed-in viewers only. */
function hasScopes(alternatives: Alternatives, { mask, scopes }: Credentials): boolean {
  return (mask & SIGNED_IN) !== 0 && holdsAny(alternatives, (scope) => scopes.has(scope));
}

/** Whether all names of one of the lists hold. */
export function holdsAny(alternatives: Alternatives, holds: (name: string) => boolean): boolean {
  return alternatives.some((names) => names.every(holds));
}

/** Returns the reason for a denial that needs no object; otherwise undefined. */
export function denialBeforeObjects(
  requirement: Requirement | undefined,
  viewer: Credentials,
): DenialCause | undefined {
  if (!requirement) return undefined;
  if ((viewer.mask & SIGNED_IN) === 0) return 'UNAUTHENTICATED';
  const { rules } = requirement;
  if (rules.some((rule) => !dependsOnObject(rule) && !isGranted(rule, viewer))) return 'FORBIDDEN';
  return signInDenial(requirement, viewer);
}

/** What the viewer's sign-in lacks. A second factor comes first, because signing in with one also renews the credentials. */
export function signInDenial(requirement: Requirement, viewer: Credentials): DenialCause | undefined {
  if (!viewer.mfa && requirement.rules.some(({ mfa }) => mfa)) return 'MFA_REQUIRED';
  return isTooOld(requirement, viewer) ? 'REAUTHENTICATION_REQUIRED' : undefined;
}

function isTooOld({ rules }: Requirement, { ageSeconds }: Credentials): boolean {
  // Negated, so that an unknown age (NaN) is too old.
  return rules.some(({ maxAgeSeconds }) => maxAgeSeconds !== undefined && !(ageSeconds() <= maxAgeSeconds));
}

/** Drops each mask that another one implies: a viewer with a bit of the narrower has one of the wider. */
function strictest(masks: readonly number[]): readonly number[] {
  const distinct = [...new Set(masks)];
  return distinct.filter((wide) => !distinct.some((narrow) => narrow !== wide && isImpliedBy(wide, narrow)));
}

function isImpliedBy(wide: number, narrow: number): boolean {
  return wide === SIGNED_IN || (narrow & ~wide) === 0;
}
