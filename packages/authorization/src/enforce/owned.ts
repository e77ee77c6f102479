const owned = new WeakSet<object>();

/**
 * A copy of an object whose `owner` rules pass for whoever is answered with it.
 *
 * For answers that prove ownership by themselves, such as the user that signing in returns: the request is still
 * anonymous, the answer is the viewer's own. A copy, so that an object shared between requests is never marked.
 */
export function asOwned<T extends object>(object: T): T {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(object) as object | null) as T, object);
  owned.add(copy);
  return copy;
}

export function isOwned(value: unknown): boolean {
  return typeof value === 'object' && value !== null && owned.has(value);
}
