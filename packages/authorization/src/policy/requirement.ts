import type { ConstDirectiveNode } from 'graphql';
import { SIGNED_IN } from './role-hierarchy.js';

/** One `@auth`, read. */
export interface Rule {
  /** Who passes by role: the bits that suffice, inheriting roles included; `SIGNED_IN` where any viewer will do; 0: only the owner. */
  readonly mask: number;
  readonly owner?: string;
  readonly maxAgeSeconds?: number;
  /** As written, for people. */
  readonly text: string;
  /** The place it stands on, which may be an interface of the place it applies to. */
  readonly coordinate: string;
  readonly node: ConstDirectiveNode | undefined;
}

/** All rules that hold for one place: every one must be satisfied. */
export interface Requirement {
  readonly rules: readonly Rule[];
  /** What roles alone can decide, or undefined where `owner` or `maxAge` have a say. Satisfied if the viewer has a bit of each. */
  readonly masks: readonly number[] | undefined;
}

export type DenialCode = 'UNAUTHENTICATED' | 'FORBIDDEN' | 'REAUTHENTICATION_REQUIRED';

/** What the schema and a viewer's roles decide, before any row is looked at. */
export type Standing = 'allow' | 'owner' | 'deny';

/** The conjunction of rules; undefined if there are none. */
export function requireAll(rules: readonly Rule[]): Requirement | undefined {
  const [first] = rules;
  if (!first) return undefined;
  const unique = rules.filter((rule, index) => rules.indexOf(rule) === index);
  const byRole = unique.every((rule) => rule.owner === undefined && rule.maxAgeSeconds === undefined);
  return { rules: unique, masks: byRole ? strictest(unique.map(({ mask }) => mask)) : undefined };
}

/** Where these roles stand, `maxAge` aside. */
export function standingOf(requirement: Requirement | undefined, viewerMask: number): Standing {
  let standing: Standing = 'allow';
  for (const rule of requirement?.rules ?? []) {
    if ((rule.mask & viewerMask) !== 0) continue;
    if (rule.owner === undefined || (viewerMask & SIGNED_IN) === 0) return 'deny';
    standing = 'owner';
  }
  return standing;
}

/** Why the viewer cannot pass, as far as is known without looking at a row; undefined if nothing speaks against it. */
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

/** Drops each mask that another one implies: who has a bit of the narrower has one of the wider. */
function strictest(masks: readonly number[]): readonly number[] {
  const distinct = [...new Set(masks)];
  return distinct.filter((wide) => !distinct.some((narrow) => narrow !== wide && isImpliedBy(wide, narrow)));
}

function isImpliedBy(wide: number, narrow: number): boolean {
  return wide === SIGNED_IN || (narrow & ~wide) === 0;
}
