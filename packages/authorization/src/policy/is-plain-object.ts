/** Whether a value is an object literal of plain properties, without getters, hidden keys or symbol keys. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isLiteral = prototype === null || prototype === Object.prototype;
  return isLiteral && Reflect.ownKeys(value).every((key) => isPlainProperty(value, key));
}

function isPlainProperty(value: object, key: string | symbol): boolean {
  const property = Object.getOwnPropertyDescriptor(value, key);
  return typeof key === 'string' && property?.enumerable === true && 'value' in property;
}
