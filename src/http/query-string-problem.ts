import { isNestedDeeper, maxNesting } from './json-body.js';

/**
 * Describes what is wrong with the query string of a GraphQL request over GET; null if nothing is.
 *
 * Reads parameters as Apollo Server does, with `URLSearchParams`. That parser replaces bytes that are not UTF-8 by
 * U+FFFD; here they are an error, so that every reader of the URL sees the same request.
 *
 * @param search as in `URL.search`, with its question mark
 */
export function queryStringProblem(search: string): string | null {
  if (!isWellFormed(search)) return 'The query string is not valid percent-encoded UTF-8. Encode it again.';
  const parameters = new URLSearchParams(search);
  const isDeep = ['variables', 'extensions'].some((name) =>
    parameters.getAll(name).some((json) => isNestedDeeper(json, maxNesting)),
  );
  return isDeep ? `The variables are nested more than ${maxNesting} levels deep.` : null;
}

function isWellFormed(search: string): boolean {
  try {
    decodeURIComponent(search);
    return true;
  } catch {
    return false;
  }
}
