import type { Paint, Style } from '../access-columns.js';
import { type AccessChange, type AccessDiff, isCellChange } from './access-diff.js';

const olderVersion = `The file has version 1: it lists what each role may use, but not the rules, types and defaults behind that.
Changes of those are not compared. Write the file anew with graphward access --json.
`;

/** What changed, for people: what became wider comes first. */
export function formatDiff(diff: AccessDiff, paint: Paint): string {
  const sections = [
    section('Wider', describeChanges(diff.wider, 'wider'), 'red', paint),
    section('Changed', describeChanges(diff.unproven, 'changed, not provably narrower'), 'yellow', paint),
    section('Narrower', describeChanges(diff.narrower, 'narrower'), 'green', paint),
    section('Gone', Object.keys(diff.removed), 'bold', paint),
    section(rolesTitle('New roles', diff), diff.newRoles, 'bold', paint),
    section(rolesTitle('Roles gone', diff), diff.goneRoles, 'bold', paint),
  ].filter((text) => text !== '');
  const note = diff.oldVersion === 1 ? olderVersion : '';
  if (sections.length === 0) return `The policy is the same.\n${note}`;
  return `${sections.join('\n')}\n${verdictOf(diff)}\n${note}`;
}

/** The verdict on the whole, as a sentence. */
export function verdictOf({ isWider, needsReview }: AccessDiff): string {
  if (isWider) return 'Access became wider.';
  return needsReview ? 'Access changed, and is not provably narrower.' : 'Access became no wider.';
}

/** Without rules, a role is compared by its cells alone. */
function rolesTitle(title: string, { oldVersion }: AccessDiff): string {
  return oldVersion === 1 ? `${title}, compared with ANONYMOUS` : title;
}

function section(title: string, lines: readonly string[], style: Style, paint: Paint): string {
  if (lines.length === 0) return '';
  return [paint(style, title), ...lines.map((line) => `  ${escapeControls(line)}`), ''].join('\n');
}

/** The old file may contain anything, such as terminal escape sequences, in defaults and names. */
function escapeControls(line: string): string {
  return line.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Roles that changed alike share a line: `User.email: USER, EDITOR deny → owner (wider)`. */
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
    // What happens to a field happens to its arguments.
    const field = coordinate.split('(', 1)[0] ?? '';
    if (!described.has(`${field}: ${change}`)) described.add(`${coordinate}: ${change}`);
  }
  return [...described];
}
