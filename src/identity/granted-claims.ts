/**
 * What modules add to a user's access tokens.
 *
 * @example
 * ```ts
 * const claims: GrantedClaims = { groups: ['acme'], scopes: ['issues:read'], plan: 'pro' };
 * ```
 */
export interface GrantedClaims {
  /** The IDs of the groups to which the user belongs, for `@auth(group:)`. */
  readonly groups?: readonly string[];
  /** What the user was granted, for `@auth(scopes:)`. In the token they are the claim `scope` (RFC 9068 §2.2.3). */
  readonly scopes?: readonly string[];
  /** Further claims, for services that read the token. */
  readonly [name: string]: unknown;
}

/** The claims that only the server sets, and those that RFC 7519 and RFC 9068 define. */
const reserved: ReadonlySet<string> = new Set(
  'iss sub aud exp nbf iat jti client_id sid auth_time acr amr roles entitlements scope ver cnf act azp typ'.split(
    ' ',
  ),
);

/** In bytes. Keeps a token below the 8 KB that servers and proxies accept in a header. */
const maxClaimsLength = 3_000;
/** In characters. What `verify` accepts. */
const maxGroupLength = 256;
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Whether a text is a scope token of RFC 6749 §3.3. */
export function isScopeToken(text: string): boolean {
  return scopeToken.test(text);
}

/**
 * Checks what a module returned.
 *
 * @throws TypeError that says what is wrong, but not the values
 */
export function checkGrantedClaims(module: string, claims: unknown): GrantedClaims {
  const fail = (problem: string): never => {
    throw new TypeError(`claims of ${module}: ${problem}`);
  };
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
    return fail('must return an object, such as { groups: ["acme"] }.');
  const { groups = [], scopes = [] } = claims as GrantedClaims;
  if (!isListOf(groups, (each) => each !== '' && each.length <= maxGroupLength))
    fail(`groups must be an array of strings with 1 to ${maxGroupLength} characters.`);
  if (!isListOf(scopes, isScopeToken))
    fail('scopes must be an array of strings without spaces, quotes and backslashes.');
  for (const name of Object.keys(claims)) {
    if (reserved.has(name)) fail(`${name} is reserved for the server.`);
  }
  return claims as GrantedClaims;
}

/**
 * The claims of several modules together. Groups and scopes are added up.
 *
 * @throws TypeError if two modules set another claim, or if all together are too long
 */
export function mergeGrantedClaims(
  granted: readonly { readonly module: string; readonly claims: GrantedClaims }[],
): GrantedClaims {
  const owners = new Map<string, string>();
  const merged: Record<string, unknown> = {
    groups: unique(granted.flatMap(({ claims }) => claims.groups ?? [])),
    scopes: unique(granted.flatMap(({ claims }) => claims.scopes ?? [])),
  };
  for (const { module, claims } of granted) {
    for (const [name, value] of Object.entries(claims)) {
      if (name === 'groups' || name === 'scopes') continue;
      const owner = owners.get(name);
      if (owner !== undefined)
        throw new TypeError(`claims of ${module}: ${name} is also set by ${owner}. Rename one of them.`);
      owners.set(name, module);
      merged[name] = value;
    }
  }
  const size = Buffer.byteLength(JSON.stringify(merged));
  if (size > maxClaimsLength) {
    const modules = granted.map(({ module }) => module).join(' and ');
    throw new TypeError(
      `claims of ${modules}: they have ${size} bytes; at most ${maxClaimsLength} fit into a token.`,
    );
  }
  return merged;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

function isListOf(value: unknown, isItem: (item: string) => boolean): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && isItem(item));
}
