/**
 * The sender of a request. Null stands for anonymous.
 *
 * @example
 * ```ts
 * const viewer: Viewer = { id: 'alice', roles: ['EDITOR'], groups: ['team-1'], scopes: ['drafts:read'] };
 * ```
 */
export interface Viewer {
  readonly id: string;
  /** Values of the schema's `Role` enum. Inherited roles need not be listed. */
  readonly roles: readonly string[];
  /** What the viewer's token was granted, for `@auth(scopes:)`. Compared exactly: case matters. */
  readonly scopes?: readonly string[] | undefined;
  /** The IDs of the groups (tenants, organizations, teams) to which the viewer belongs, for `@auth(group:)`. */
  readonly groups?: readonly string[] | undefined;
  /** When credentials were last presented, in seconds since 1970. A missing, future or non-finite time satisfies no `maxAge`. */
  readonly authTime?: number | undefined;
  /** Whether the viewer signed in with a second factor, for `@auth(mfa: true)`. Missing means no. */
  readonly mfa?: boolean | undefined;
}

/** Rejects any other result of a viewer function, such as a promise. */
export function assertViewer(value: unknown): asserts value is Viewer | null {
  if (value === null) return;
  const { id, roles, scopes, groups, mfa } = (value ?? {}) as Partial<Viewer>;
  if (typeof id !== 'string' || id === '' || !Array.isArray(roles))
    throw new TypeError('viewer(context) must return null or { id: a non-empty string, roles: an array }.');
  if (!isListOfNames(scopes))
    throw new TypeError(`The viewer's scopes must be an array of non-empty strings.`);
  if (!isListOfNames(groups))
    throw new TypeError(`The viewer's groups must be an array of non-empty strings.`);
  if (mfa !== undefined && typeof mfa !== 'boolean')
    throw new TypeError(`The viewer's mfa must be true or false.`);
}

function isListOfNames(value: unknown): boolean {
  if (value === undefined) return true;
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && each !== '');
}

/** The roles of what a viewer function returned; null: anonymous. @throws TypeError like `assertViewer` */
export function rolesOfViewer(value: unknown): readonly string[] | null {
  assertViewer(value);
  return value?.roles ?? null;
}
