/** Returns the object with another method. It may be an instance of a class with private fields, so it is not copied. */
export function overrideMethod<Target extends object, Name extends keyof Target>(
  object: Target,
  name: Name,
  method: Target[Name],
): Target {
  // The target is another object, because a proxy must not deny what a frozen target has.
  return new Proxy({} as Target, {
    has: (_target, property) => property in object,
    get: (_target, property) => {
      if (property === name) return method;
      const value: unknown = Reflect.get(object, property);
      return typeof value === 'function' ? (value.bind(object) as unknown) : value;
    },
  });
}
