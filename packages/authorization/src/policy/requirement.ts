import type { ConstDirectiveNode } from 'graphql';
import { SIGNED_IN } from './role-hierarchy.js';

/** One `@auth`, read. */
export interface Rule {
  /** The roles that satisfy the rule, including those that inherit them. `SIGNED_IN`: any signed-in viewer; 0: only the owner. */
  readonly mask: number;
  readonly owner?: string;
  readonly maxAgeSeconds?: number;
  /** As SDL, for display. */
  readonly text: string;
  /** The coordinate where it is written, which may be that of an interface or a type whose fields inherit it. */
  readonly coordinate: string;
  readonly node: ConstDirectiveNode | undefined;
}

/** All rules that apply to one coordinate. All must be satisfied. */
export interface Requirement {
  readonly rules: readonly Rule[];
  /** Satisfied if the viewer has a bit of each mask. Undefined if `owner` or `maxAge` matter, too. */
  readonly masks: readonly number[] | undefined;
}

export type DenialCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'REAUTHENTICATION_REQUIRED';

/** What a viewer's roles decide, before any row is read. */
export type Standing = 'allow' | 'owner' | 'deny';

/** The conjunction of rules; undefined if there are none. */
export function requireAll(rules: readonly Rule[]): Requirement | undefined {
  const [first] = rules;
  if (!first) return undefined;
  const unique = rules.filter((rule, index) => rules.indexOf(rule) === index);
  const byRole = unique.every((rule) => rule.owner === undefined && rule.maxAgeSeconds === undefined);
  return { rules: unique, masks: byRole ? strictest(unique.map(({ mask }) => mask)) : undefined };
}

/** What these roles decide, apart from `maxAge`. */
export function standingOf(requirement: Requirement | undefined, viewerMask: number): Standing {
  let standing: Standing = 'allow';
  for (const rule of requirement?.rules ?? []) {
    if ((rule.mask & viewerMask) !== 0) continue;
    if (rule.owner === undefined || (viewerMask & SIGNED_IN) === 0) return 'deny';
    standing = 'owner';
  }
  return standing;
}

/** Returns the reason for a denial that needs no row to be read; otherwise undefined. */
export function denialBeforeRows(
  requirement: Requirement | undefined,
  viewerMask: number,
  ageSeconds: () => number,
): DenialCode | undefined {
  if (!requirement) return undefined;
  if ((viewerMask & SIGNED_IN) === 0) return 'UNAUTHENTICATED';
  if (standingOf(requirement, viewerMask) === 'deny') return 'FORBIDDEN';
  return isTooOld(requirement, ageSeconds) ? 'REAUTHENTICATION_REQUIRED' : undefined;
}

export function isTooOld({ rules }: Requirement, ageSeconds: () => number): boolean {
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
