/** What a request's headers and URL say about a Bearer token (RFC 6750 §2). */
export type BearerCredential =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  /** The Authorization header does not contain a Bearer token: the viewer is rejected. */
  | { readonly kind: 'unusable' }
  /** The request violates RFC 6750: the response is 400. */
  | { readonly kind: 'malformed'; readonly message: string };

const b64token = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * Reads the access token from the `Authorization` header, the only supported location.
 *
 * @param authorization every `Authorization` header of the request, in order (Node's `headers` silently drops
 * duplicates)
 * @param url the request's path with its query string
 */
export function readBearer(authorization: readonly string[] | undefined, url: string): BearerCredential {
  if (hasTokenParameter(url)) {
    return {
      kind: 'malformed',
      message: 'Access tokens are not accepted in the URL. Send the token in the Authorization header.',
    };
  }
  if (!authorization || authorization.length === 0) return { kind: 'none' };
  if (authorization.length > 1) {
    return {
      kind: 'malformed',
      message: 'The request has more than one Authorization header. Send only one.',
    };
  }
  const token = b64token.exec(authorization[0] ?? '')?.[1];
  return token === undefined ? { kind: 'unusable' } : { kind: 'token', token };
}

/** Compares decoded names: `access%5Ftoken` is the same parameter. */
function hasTokenParameter(url: string): boolean {
  const start = url.indexOf('?');
  if (start < 0) return false;
  return [...new URLSearchParams(url.slice(start)).keys()].some(
    (name) => name.toLowerCase() === 'access_token',
  );
}
