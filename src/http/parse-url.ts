/**
 * Parses a URL; null if it is malformed.
 *
 * `URL.canParse` is not used anywhere: in Node 20.20.2 it returns wrong results once it is optimised.
 */
export function parseUrl(url: string, base?: string): URL | null {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
}
