import { isNestedDeeper, maxNesting } from './json-body.js';

/**
 * What is wrong with the query string of a GraphQL request over GET, in words, or null.
 *
 * Reads parameters as Apollo Server does, with `URLSearchParams`. That parser puts U+FFFD in the place of bytes that
 * are not UTF-8; here they are an error, so that no other reader of the URL sees a different request.
 *
 * @param search as in `URL.search`, with its question mark
 */
export function searchProblem(search: string): string | null {
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
