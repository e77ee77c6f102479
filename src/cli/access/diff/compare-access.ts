import type { AccessCell, AccessPlace, AccessReport, AccessTable } from '@graphward/authorization';
import { type AccessDiff, createDiff, type JudgedChange } from './access-diff.js';
import { type AccessFile, entriesOf } from './access-file.js';
import { compareInputs } from './compare-inputs.js';
import { compareRoles } from './compare-roles.js';
import { compareRules, judgeConditions } from './compare-rules.js';
import { compareCells, compareTables, describeNew } from './compare-tables.js';
import { comparePlaceTypes, compareTypes } from './compare-types.js';
import { isForEverySignedIn, type PolicyRule } from './policy-rule.js';
import { type PolicyRules, readPolicyRules } from './policy-rules.js';

/**
 * Compares two versions of a policy. Reports every change, and whether it is provably narrower.
 *
 * @throws Error when a report contains a rule that cannot be read
 */
export function compareAccess(before: AccessFile, after: AccessReport): AccessDiff {
  return before.version === 1 ? compareTables(before.table, tableOf(after)) : compareReports(before, after);
}

/** The cells of a report without those of `__typename`, as in the access table. */
export function tableOf({ places }: AccessReport): AccessTable {
  return tableFrom(Object.entries(places).filter(([coordinate]) => !coordinate.endsWith('.__typename')));
}

function compareReports(before: AccessReport, after: AccessReport): AccessDiff {
  const rules = { before: readPolicyRules(before), after: readPolicyRules(after) };
  const known = entriesOf(before.places);
  const current = entriesOf(after.places);
  const changes: JudgedChange[] = [...compareRoles(before, after), ...compareTypes(before, after)];
  for (const [coordinate, place] of current) {
    const old = known.get(coordinate);
    if (!old) {
      changes.push(describeNew(coordinate, place.access));
      continue;
    }
    changes.push(
      ...comparePlaceCells(coordinate, old, place, rules),
      ...compareRules(coordinate, rules.before, rules.after),
      ...compareFiltered(coordinate, old, place),
      ...comparePlaceTypes(coordinate, before, after),
    );
  }
  changes.push(...compareInputs(before, after));
  const roleNames = { before: Object.keys(before.roles), after: Object.keys(after.roles) };
  return createDiff(changes, {
    oldVersion: 2,
    added: tableFrom([...current].filter(([coordinate]) => !known.has(coordinate))),
    removed: tableFrom([...known].filter(([coordinate]) => !current.has(coordinate))),
    newRoles: roleNames.after.filter((role) => !roleNames.before.includes(role)),
    goneRoles: roleNames.before.filter((role) => !roleNames.after.includes(role)),
  });
}

function comparePlaceCells(
  coordinate: string,
  before: AccessPlace,
  after: AccessPlace,
  rules: { readonly before: PolicyRules; readonly after: PolicyRules },
): JudgedChange[] {
  const cellBefore = cellWithoutRoles(rules.before.rulesOf(coordinate));
  const columns = Object.keys(after.access);
  // Before, a new role had no effect for the users who had it.
  const old = columns.map((role) => [role, entriesOf(before.access).get(role) ?? cellBefore] as const);
  return compareCells(
    coordinate,
    Object.fromEntries(old),
    after.access,
    columns,
    ({ role }) => judgeConditions(coordinate, role, rules.before, rules.after) ?? 'narrower',
  );
}

/** `@filtered` hides that objects exist which the viewer may not see. It never changes who may see an object. */
function compareFiltered(coordinate: string, before: AccessPlace, after: AccessPlace): JudgedChange[] {
  if (before.filtered === after.filtered) return [];
  return after.filtered
    ? [{ verdict: 'narrower', coordinate, change: 'added @filtered' }]
    : [{ verdict: 'wider', coordinate, change: 'removed @filtered' }];
}

/** The cell of a signed-in viewer whose roles the schema does not know. */
function cellWithoutRoles(rules: readonly PolicyRule[]): AccessCell {
  const open = rules.filter((rule) => !isForEverySignedIn(rule));
  if (open.some(({ alternatives }) => alternatives.length === 0)) return 'deny';
  const kinds = new Set(open.flatMap(({ alternatives }) => alternatives.map(({ kind }) => kind)));
  const conditions = (['owner', 'group', 'policy', 'scopes'] as const).filter((kind) => kinds.has(kind));
  const standing = conditions.length === 0 ? 'allow' : conditions.join('|').replace('scopes', 'scope');
  const reauth = rules.some(({ maxAgeSeconds }) => maxAgeSeconds < Infinity) ? '+reauth' : '';
  const mfa = rules.some((rule) => rule.mfa) ? '+mfa' : '';
  return `${standing}${reauth}${mfa}` as AccessCell;
}

function tableFrom(places: readonly (readonly [string, AccessPlace])[]): AccessTable {
  return Object.fromEntries(places.map(([coordinate, { access }]) => [coordinate, access]));
}
