/** Who sends the request. Null stands for anonymous. */
export interface Viewer {
  readonly id: string;
  /** Names of values of the schema's `Role` enum; what they inherit need not be listed. */
  readonly roles: readonly string[];
  /** When credentials were last presented, in seconds since 1970. Unknown, in the future or not finite: no `maxAge` is satisfied. */
  readonly authTime?: number | undefined;
}

/** Stops a viewer function that answers something else (a promise, say) from being taken for an identity. */
export function assertViewer(value: unknown): asserts value is Viewer | null {
  if (value === null) return;
  const { id, roles } = (value ?? {}) as Partial<Viewer>;
  if (typeof id === 'string' && id !== '' && Array.isArray(roles)) return;
  throw new TypeError(
    'viewer(context) must return null or { id: a string that is not empty, roles: an array }.',
  );
}
