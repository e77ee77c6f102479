const owned = new WeakSet<object>();

/**
 * A copy of an object whose `owner` rules pass for whoever receives it.
 *
 * For results that prove ownership by themselves, such as the user that `login` returns: the request is still
 * anonymous, but the result is the viewer's own. A copy, so that an object shared between requests is never marked.
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
