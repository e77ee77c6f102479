/** The URL of a path of this server, as its clients see it. */
export function urlBelowIssuer(issuer: string, path: string): string {
  return `${issuer.replace(/\/$/, '')}${path}`;
}

/** A path, and the same below the issuer's own path, for a proxy that does not remove that. */
export function pathsBelowIssuer(issuer: string, path: string): ReadonlySet<string> {
  return new Set([path, new URL(urlBelowIssuer(issuer, path)).pathname]);
}
