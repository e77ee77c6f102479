import type { AccessCell, AccessTable } from '@graphward/authorization';

/** One role's cell, before and after. */
export interface CellChange {
  readonly coordinate: string;
  readonly role: string;
  readonly before: AccessCell;
  readonly after: AccessCell;
}

/** Any other change, as text. The coordinate may also be a type (`SearchResult`) or a role (`Role.ADMIN`). */
export interface OtherChange {
  readonly coordinate: string;
  readonly change: string;
}

export type AccessChange = CellChange | OtherChange;

export function isCellChange(change: AccessChange): change is CellChange {
  return 'role' in change;
}

/** `wider`: some viewer may do more. `unproven`: the change cannot be shown to be narrower. */
export type Verdict = 'wider' | 'unproven' | 'narrower';

/** The changes between two versions of a policy. */
export interface AccessDiff extends Readonly<Record<Verdict, readonly AccessChange[]>> {
  /** Version 1 has cells only, so most changes of rules, types and defaults are not visible. */
  readonly oldVersion: 1 | 2;
  readonly isWider: boolean;
  /** Whether anything is `wider` or `unproven`. */
  readonly needsReview: boolean;
  /** The cells of new coordinates. Each of these is also listed as a change. */
  readonly added: AccessTable;
  readonly removed: AccessTable;
  readonly newRoles: readonly string[];
  readonly goneRoles: readonly string[];
}

/** A change with its verdict. */
export type JudgedChange = AccessChange & { readonly verdict: Verdict };

/** Sorts judged changes into a diff. */
export function createDiff(
  changes: readonly JudgedChange[],
  rest: Pick<AccessDiff, 'oldVersion' | 'added' | 'removed' | 'newRoles' | 'goneRoles'>,
): AccessDiff {
  const having = (wanted: Verdict) =>
    changes.filter(({ verdict }) => verdict === wanted).map(({ verdict: _verdict, ...change }) => change);
  const [wider, unproven, narrower] = [having('wider'), having('unproven'), having('narrower')];
  return {
    ...rest,
    isWider: wider.length > 0,
    needsReview: wider.length > 0 || unproven.length > 0,
    wider,
    unproven,
    narrower,
  };
}
