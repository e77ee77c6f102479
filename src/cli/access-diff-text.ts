import type { AccessTable } from '../authorization/index.js';
import type { AccessChange, AccessDiff } from './access-diff.js';
import type { Paint, Style } from './access-columns.js';

/** What changed, for people: what became wider comes first. */
export function formatDiff(diff: AccessDiff, paint: Paint): string {
  const wider = [
    ...describeChanges(diff.wider, 'wider'),
    ...Object.keys(diff.addedOpen).map((coordinate) => `${coordinate}: new, open to everybody (wider)`),
  ];
  const sections = [
    section('Wider', wider, 'red', paint),
    section('Narrower', describeChanges(diff.narrower, 'narrower'), 'green', paint),
    section('New', describeRows(diff.added), 'bold', paint),
    section('Gone', Object.keys(diff.removed), 'bold', paint),
    section('New roles, compared with ANONYMOUS', diff.newRoles, 'bold', paint),
    section('Roles gone, compared with ANONYMOUS', diff.goneRoles, 'bold', paint),
  ].filter((text) => text !== '');
  if (sections.length === 0) return 'The policy is the same.\n';
  return `${sections.join('\n')}\n${diff.isWider ? 'Access became wider.' : 'Access became no wider.'}\n`;
}

function section(title: string, lines: readonly string[], style: Style, paint: Paint): string {
  if (lines.length === 0) return '';
  return [paint(style, title), ...lines.map((line) => `  ${line}`), ''].join('\n');
}

/** Roles that changed alike share a line: `User.email: USER, EDITOR deny → owner (wider)`. */
function describeChanges(changes: readonly AccessChange[], how: string): string[] {
  const roles = new Map<string, { change: AccessChange; roles: string[] }>();
  for (const change of changes) {
    const key = `${change.coordinate} ${change.before} ${change.after}`;
    const known = roles.get(key);
    if (known) known.roles.push(change.role);
    else roles.set(key, { change, roles: [change.role] });
  }
  return [...roles.values()].map(
    ({ change: { coordinate, before, after }, roles: names }) =>
      `${coordinate}: ${names.join(', ')} ${before} → ${after} (${how})`,
  );
}

function describeRows(table: AccessTable): string[] {
  return Object.entries(table).map(([coordinate, row]) => {
    const cells = Object.entries(row).map(([role, cell]) => `${role} ${cell}`);
    return `${coordinate}: ${cells.join(', ')}`;
  });
}
