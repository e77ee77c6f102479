import { AppError } from '../../errors/index.js';
import { isScopeToken } from '../../identity/granted-claims.js';
import type { User } from '../../models/index.js';

/** What an API key grants. */
export interface ApiKeyGrants {
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
}

/** Decides what the API keys of a user may grant. */
export interface ApiKeyRules {
  /** @throws AppError FORBIDDEN if the owner lacks a role or a scope, BAD_USER_INPUT (`field`: scopes) */
  requireGrantable(wanted: ApiKeyGrants, owner: User): Promise<void>;
  /** Returns what a key grants now: what the owner has lost since is missing. */
  currentGrants(key: ApiKeyGrants, owner: User): Promise<ApiKeyGrants>;
}

export interface ApiKeyRulesOptions {
  /** Whether a user with these roles is an administrator, who may grant every role and scope. */
  readonly isAdmin: (roles: readonly string[]) => boolean;
  /** The role itself and every role that inherits it; empty for a role that does not exist. */
  readonly rolesIncluding: (role: string) => readonly string[];
  readonly scopesOf: (user: User) => Promise<readonly string[]>;
}

/** In characters, all scopes together. Keeps a token below the 8 KB that servers and proxies accept in a header. */
const maxScopesLength = 1_000;

export function createApiKeyRules(options: ApiKeyRulesOptions): ApiKeyRules {
  const { isAdmin, rolesIncluding, scopesOf } = options;

  const hasOneOf = (owner: User, roles: readonly string[]) =>
    roles.some((role) => owner.roles.includes(role));

  function grantableRoles(roles: readonly string[], owner: User): readonly string[] {
    return roles.filter((role) => {
      const including = rolesIncluding(role);
      return including.length > 0 && (isAdmin(owner.roles) || hasOneOf(owner, including));
    });
  }

  async function grantableScopes(scopes: readonly string[], owner: User): Promise<readonly string[]> {
    if (scopes.length === 0 || isAdmin(owner.roles)) return scopes;
    const granted = await scopesOf(owner);
    return scopes.filter((scope) => granted.includes(scope));
  }

  return {
    requireGrantable: async ({ roles, scopes }, owner) => {
      requireScopes(scopes);
      requireAll(roles, grantableRoles(roles, owner), 'role');
      requireAll(scopes, await grantableScopes(scopes, owner), 'scope');
    },
    currentGrants: async ({ roles, scopes }, owner) => ({
      roles: grantableRoles(roles, owner),
      scopes: await grantableScopes(scopes, owner),
    }),
  };
}

function requireScopes(scopes: readonly string[]): void {
  const problem = !scopes.every(isScopeToken)
    ? 'A scope must consist of printable ASCII characters without spaces, quotes and backslashes.'
    : scopes.join(' ').length > maxScopesLength
      ? `The scopes are longer than ${maxScopesLength} characters in all. Choose fewer.`
      : null;
  if (problem) throw new AppError('BAD_USER_INPUT', problem, { field: 'scopes' });
}

function requireAll(wanted: readonly string[], grantable: readonly string[], kind: 'role' | 'scope'): void {
  const missing = wanted.find((each) => !grantable.includes(each));
  if (missing === undefined) return;
  throw new AppError(
    'FORBIDDEN',
    `A key cannot grant the ${kind} ${missing}, because its owner does not have it.`,
  );
}
