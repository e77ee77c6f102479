/** Returns the object with another method. It may be an instance of a class with private fields, so it is not copied. */
export function overrideMethod<Target extends object, Name extends keyof Target>(
  object: Target,
  name: Name,
  method: Target[Name],
): Target {
  return new Proxy(object, {
    get: (target, property) => {
      if (property === name) return method;
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
