/** Stores a value per object, without changing the object visibly. */
export interface SideTable<Key extends object, Value> {
  /** Returns undefined for a key that is not an object, as a WeakMap does. */
  get(key: unknown): Value | undefined;
  set(key: Key, value: Value): void;
}

/**
 * Creates a table that does what a WeakMap does, for objects that live for one request.
 *
 * V8's young-generation collector keeps whatever a long-lived WeakMap refers to, so with an entry per request, all
 * objects of all requests would survive until the next full collection. The value is therefore stored in the object, as
 * a property that is neither enumerated nor copied. Only objects that are not extensible go into a WeakMap.
 */
export function createSideTable<Key extends object, Value>(): SideTable<Key, Value> {
  const property = Symbol('graphward');
  const sealed = new WeakMap<Key, Value>();
  return {
    get: (key) => {
      if (typeof key !== 'object' || key === null) return undefined;
      const value = Object.isExtensible(key) ? undefined : sealed.get(key as Key);
      // Not inherited: an object may have another one as its prototype.
      return value ?? (Object.hasOwn(key, property) ? (key as { [property]?: Value })[property] : undefined);
    },
    set: (key, value) => {
      const isSet = Reflect.defineProperty(key, property, { value, writable: true, configurable: true });
      if (!isSet) sealed.set(key, value);
    },
  };
}
