const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/**
 * Whether a JSON object's text names one of its own members twice. `JSON.parse` keeps the last and says
 * nothing, which lets two readers of one token disagree (RFC 7519 §4).
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
