import type { RowFilter } from '@graphward/authorization';
import { trusted } from 'mongoose';

/**
 * A filter for the find methods of the MongoDB driver and of mongoose.
 *
 * @example
 * ```ts
 * const visible: MongoFilter = context.rows('Issue', { id: '_id' });
 * const open = await issues.find({ $and: [visible, { done: false }] }).toArray();
 * ```
 */
export type MongoFilter = Readonly<Record<string, unknown>>;

/**
 * Where a field of the schema is stored: the name of the document's field, or that and how an ID is stored there.
 *
 * @example
 * ```ts
 * const author: Column = { name: 'author_id', value: (id) => new ObjectId(id) };
 * ```
 */
export type Column = string | { readonly name: string; readonly value: (id: string) => unknown };

/**
 * Where the fields of a row filter are stored. A field that is not listed is stored under its own name.
 *
 * @example
 * ```ts
 * const columns: Columns = { id: '_id', tenantId: 'tenant' };
 * ```
 */
export type Columns = Readonly<Record<string, Column>>;

/** Translates a row filter to MongoDB. `$in` also matches an item of an array, as the row filter does. */
export function toMongoFilter(filter: RowFilter, columns: Columns): MongoFilter {
  if (filter === true) return {};
  // MongoDB answers this without reading a document.
  if (filter === false) return trustedFilter({ _id: trustedFilter({ $in: [] }) });
  if ('and' in filter) return trustedFilter({ $and: filter.and.map((part) => toMongoFilter(part, columns)) });
  if ('or' in filter) return trustedFilter({ $or: filter.or.map((part) => toMongoFilter(part, columns)) });
  const column = Object.hasOwn(columns, filter.field) ? columns[filter.field] : undefined;
  const { name, value } =
    typeof column === 'object' ? column : { name: column ?? filter.field, value: undefined };
  const values = value ? filter.in.map(value) : filter.in.flatMap(storedForms);
  return { [name]: trustedFilter({ $in: values }) };
}

/** An ID may be stored as a number, which `matchesRowFilter` and the guards accept, too. */
function storedForms(id: string): readonly unknown[] {
  const number = Number(id);
  return Number.isSafeInteger(number) && String(number) === id ? [id, number] : [id];
}

/** Tells mongoose, whose `sanitizeFilter` disables operators that a client may have sent, that these are ours. */
function trustedFilter<T extends object>(filter: T): T {
  return trusted<T>(filter);
}
