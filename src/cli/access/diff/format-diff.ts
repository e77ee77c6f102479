import type { Paint, Style } from '../access-columns.js';
import { type AccessChange, type AccessDiff, isCellChange } from './access-diff.js';

const olderVersion = `The file has version 1: it contains the access of each role, but no rules, types or defaults, so changes to those are not
compared. Replace it with the output of graphward access --json.
`;

/** The changes as text, wider ones first. */
export function formatDiff(diff: AccessDiff, paint: Paint): string {
  const sections = [
    section('Wider', describeChanges(diff.wider, 'wider'), 'red', paint),
    section('Changed', describeChanges(diff.unproven, 'changed, not provably narrower'), 'yellow', paint),
    section('Narrower', describeChanges(diff.narrower, 'narrower'), 'green', paint),
    section('Removed', Object.keys(diff.removed), 'bold', paint),
    section(rolesTitle('New roles', diff), diff.newRoles, 'bold', paint),
    section(rolesTitle('Removed roles', diff), diff.goneRoles, 'bold', paint),
  ].filter((text) => text !== '');
  const note = diff.oldVersion === 1 ? olderVersion : '';
  if (sections.length === 0) return `The policy is the same.\n${note}`;
  return `${sections.join('\n')}\n${verdictOf(diff)}\n${note}`;
}

/** The overall verdict, as a sentence. */
export function verdictOf({ isWider, needsReview }: AccessDiff): string {
  if (isWider) return 'Access became wider.';
  return needsReview ? 'Access changed, and is not provably narrower.' : 'Access became no wider.';
}

/** Without rules, roles are compared by their cells only. */
function rolesTitle(title: string, { oldVersion }: AccessDiff): string {
  return oldVersion === 1 ? `${title}, compared with ANONYMOUS` : title;
}

function section(title: string, lines: readonly string[], style: Style, paint: Paint): string {
  if (lines.length === 0) return '';
  return [paint(style, title), ...lines.map((line) => `  ${escapeControls(line)}`), ''].join('\n');
}

/** Names and defaults in the old file may contain terminal escape sequences. */
function escapeControls(line: string): string {
  return line.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Roles with the same change share a line: `User.email: USER, EDITOR deny → owner (wider)`. */
function describeChanges(changes: readonly AccessChange[], how: string): string[] {
  const lines = new Map<
    string,
    { readonly coordinate: string; readonly what: string; readonly roles: string[] }
  >();
  for (const change of changes) {
    const what = isCellChange(change) ? `${change.before} → ${change.after}` : change.change;
    const key = `${change.coordinate} ${what}`;
    const line = lines.get(key) ?? { coordinate: change.coordinate, what, roles: [] };
    if (isCellChange(change)) line.roles.push(change.role);
    lines.set(key, line);
  }
  const described = new Set<string>();
  for (const { coordinate, what, roles } of lines.values()) {
    const change = `${roles.length > 0 ? `${roles.join(', ')} ` : ''}${what} (${how})`;
    // A change to a field also applies to its arguments.
    const field = coordinate.split('(', 1)[0] ?? '';
    if (!described.has(`${field}: ${change}`)) described.add(`${coordinate}: ${change}`);
  }
  return [...described];
}
