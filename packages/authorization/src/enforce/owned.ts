const owned = new WeakSet<object>();

/**
 * Returns a copy of an object that satisfies `owner` rules for any viewer.
 *
 * Use it for results that prove ownership, such as the user that `login` returns: the request is anonymous, but the
 * object belongs to its sender. It is a copy, so that an object shared between requests is never marked.
 *
 * @example
 * ```ts
 * const resolvers = { Mutation: { login: async (_root, { input }) => asOwned(await signIn(input)) } };
 * ```
 */
export function asOwned<T extends object>(object: T): T {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(object) as object | null) as T, object);
  owned.add(copy);
  return copy;
}

export function isOwned(value: unknown): boolean {
  return typeof value === 'object' && value !== null && owned.has(value);
}
