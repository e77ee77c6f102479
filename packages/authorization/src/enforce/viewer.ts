/**
 * The sender of a request. Null stands for anonymous.
 *
 * @example
 * ```ts
 * const viewer: Viewer = { id: 'alice', roles: ['EDITOR'], authTime: Math.floor(Date.now() / 1000) };
 * ```
 */
export interface Viewer {
  readonly id: string;
  /** Values of the schema's `Role` enum. Inherited roles need not be listed. */
  readonly roles: readonly string[];
  /** When credentials were last presented, in seconds since 1970. A missing, future or non-finite time satisfies no `maxAge`. */
  readonly authTime?: number | undefined;
}

/** Rejects any other result of a viewer function, such as a promise. */
export function assertViewer(value: unknown): asserts value is Viewer | null {
  if (value === null) return;
  const { id, roles } = (value ?? {}) as Partial<Viewer>;
  if (typeof id === 'string' && id !== '' && Array.isArray(roles)) return;
  throw new TypeError('viewer(context) must return null or { id: a non-empty string, roles: an array }.');
}

/** The roles of what a viewer function returned; null: anonymous. @throws TypeError like `assertViewer` */
export function rolesOfViewer(value: unknown): readonly string[] | null {
  assertViewer(value);
  return value?.roles ?? null;
}
