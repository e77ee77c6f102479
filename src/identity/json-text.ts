const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/**
 * Whether an object in the JSON text repeats a member name. `JSON.parse` silently keeps the last member, so that two
 * parsers could read different claims from one token (RFC 7519 §4).
 *
 * @param text valid JSON
 */
export function hasDuplicateMembers(text: string): boolean {
  const seen: Set<string>[] = [];
  let lastString = '';
  for (const [part] of text.matchAll(token)) {
    if (part.startsWith('"')) lastString = JSON.parse(part) as string;
    else if (part === '{' || part === '[') seen.push(new Set());
    else if (part === '}' || part === ']') seen.pop();
    else if (part === ':') {
      const names = seen.at(-1);
      if (names?.has(lastString)) return true;
      names?.add(lastString);
    }
  }
  return false;
}
