import { escapeUnsafeText } from '../../../identity/free-text.js';
import { alignColumns, type Paint } from '../access-columns.js';
import type { InvalidOperation } from './client-operation.js';
import type { JudgedOperation } from './judge-operations.js';
import { grantedRoles, type UnusedGrant } from './unused-grants.js';

/** The result of `graphward access operations`. */
export interface OperationsReport {
  readonly operations: readonly JudgedOperation[];
  readonly invalid: readonly InvalidOperation[];
  readonly unusedGrants: readonly UnusedGrant[];
}

/** The report as text: invalid operations, denials by role, unused grants. */
export function formatOperations(report: OperationsReport, roles: readonly string[], paint: Paint): string {
  const sections = [
    ...formatInvalid(report.invalid, paint),
    ...roles.map((role) => formatDenials(role, report.operations, paint)),
    formatUnused(report.unusedGrants, paint),
  ];
  return `${sections.join('\n\n')}\n`;
}

function formatInvalid(invalid: readonly InvalidOperation[], paint: Paint): string[] {
  if (invalid.length === 0) return [];
  const lines = invalid.flatMap(({ name, location, errors }) => [
    `  ${escapeUnsafeText(name === null ? location : `${name} ${location}`)}`,
    ...errors.map((error) => `    ${escapeUnsafeText(error)}`),
  ]);
  return [[paint('red', 'Invalid:'), ...lines].join('\n')];
}

function formatDenials(role: string, operations: readonly JudgedOperation[], paint: Paint): string {
  const affected = operations.filter(({ denied }) => (denied[role] ?? []).length > 0);
  if (affected.length === 0) return `Nothing is denied for ${role}.`;
  const rows = affected.map(({ denied }) =>
    (denied[role] ?? []).map(({ path, coordinate, requirement, location }) => [
      `    ${path}`,
      coordinate,
      requirement,
      location ?? '',
    ]),
  );
  const lines = alignColumns(rows.flat());
  const blocks = affected.map(({ kind, name, location }, index) => {
    const heading = `  ${[kind, ...(name === null ? [] : [name])].join(' ')}  ${escapeUnsafeText(location)}`;
    return [heading, ...lines.splice(0, rows[index]?.length ?? 0)].join('\n');
  });
  const title = `Denied for ${role}, in ${affected.length} of ${operations.length} operations:`;
  return [paint('bold', title), ...blocks].join('\n');
}

function formatUnused(grants: readonly UnusedGrant[], paint: Paint): string {
  if (grants.length === 0) return 'Every grant is used by an operation.';
  const rows = grants.map(({ coordinate, rules, from, access }) => [
    `  ${coordinate}`,
    grantedRoles(access).join(', '),
    rules.join(' '),
    [...new Set(from)].join(', '),
  ]);
  return [paint('bold', 'Grants that no operation uses:'), ...alignColumns(rows)].join('\n');
}
