/**
 * Selects the objects of a type that a viewer may see: all, none, or those whose fields contain certain values.
 *
 * `field` is a field of the GraphQL type. It matches if its value, or an item of its list, is one of `in`.
 *
 * @example
 * ```ts
 * const filter: RowFilter = { or: [{ field: 'authorId', in: ['7'] }, { field: 'teamId', in: ['a', 'b'] }] };
 * ```
 */
export type RowFilter =
  | boolean
  | { readonly and: readonly RowFilter[] }
  | { readonly or: readonly RowFilter[] }
  | { readonly field: string; readonly in: readonly string[] };

/**
 * Whether an object passes a row filter, by its plain properties.
 *
 * @example
 * ```ts
 * matchesRowFilter({ field: 'authorId', in: ['7'] }, { authorId: '7' }); // true
 * ```
 */
export function matchesRowFilter(filter: RowFilter, object: object): boolean {
  if (typeof filter === 'boolean') return filter;
  if ('and' in filter) return filter.and.every((part) => matchesRowFilter(part, object));
  if ('or' in filter) return filter.or.some((part) => matchesRowFilter(part, object));
  const value = (object as Readonly<Record<string, unknown>>)[filter.field];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.some((each) => isIdIn(filter.in, each));
}

/** Numbers are IDs as long as they are exact. Booleans, null and the like identify nothing. */
function isIdIn(ids: readonly string[], value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && ids.includes(String(value));
  if (typeof value === 'string') return ids.includes(value);
  // For example a MongoDB ObjectId.
  return (
    typeof value === 'object' && value !== null && ids.includes((value as { toString(): string }).toString())
  );
}
