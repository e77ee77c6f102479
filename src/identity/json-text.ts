/**
 * Whether an object in the JSON text repeats a member name. `JSON.parse` silently keeps the last member, so that two
 * parsers could read different claims from one token (RFC 7519 §4).
 *
 * @param text valid JSON
 */
export function hasDuplicateMembers(text: string): boolean {
  /** The names so far of each object that is open; null before the first one, and for a list. */
  const open: (Set<string> | null)[] = [];
  let lastString = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '"') {
      const end = endOfString(text, index);
      lastString = text.slice(index, end + 1);
      index = end;
    } else if (character === '{' || character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    else if (character === ':') {
      const names = (open[open.length - 1] ??= new Set());
      const name = lastString.includes('\\') ? (JSON.parse(lastString) as string) : lastString.slice(1, -1);
      if (names.has(name)) return true;
      names.add(name);
    }
  }
  return false;
}

/** The index of the quotation mark that ends the string. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

/** Whether an odd number of backslashes precedes the character. */
function isEscaped(text: string, index: number): boolean {
  let first = index;
  while (text[first - 1] === '\\') first -= 1;
  return (index - first) % 2 === 1;
}
