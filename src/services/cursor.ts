import { z } from 'zod';
import { AppError } from '../errors/index.js';

// Text in the database is always well-formed.
const key = z
  .string()
  .max(512)
  .refine((text) => !/\p{Surrogate}/u.test(text));
const shape = z.tuple([z.string(), key]);

/** Encodes an opaque cursor from the name of a list and the key of an item. */
export function encodeCursor(list: string, key: string): string {
  return Buffer.from(JSON.stringify([list, key])).toString('base64url');
}

/**
 * Decodes the key of a cursor of this list.
 *
 * @throws AppError BAD_USER_INPUT if the text is not a cursor of this list
 */
export function decodeCursor(list: string, cursor: string): string {
  const [kind, key] = parse(cursor) ?? [];
  if (kind !== list || key === undefined) {
    throw invalidCursor();
  }
  return key;
}

export function invalidCursor(): AppError {
  return new AppError(
    'BAD_USER_INPUT',
    'Invalid cursor: `after` must be a cursor returned by this connection.',
    { field: 'after' },
  );
}

function parse(cursor: string): [string, string] | null {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}

const defaultPageSize = 20;
const maxPageSize = 100;

/**
 * Returns the number of items that a page may have: 1 to 100.
 *
 * @param first null for the default, because clients can send null despite the default value in the SDL
 * @throws AppError BAD_USER_INPUT for another number
 */
export function requirePageSize(first: number | null): number {
  const size = first ?? defaultPageSize;
  if (size >= 1 && size <= maxPageSize) return size;
  throw new AppError('BAD_USER_INPUT', `first must be from 1 to ${maxPageSize}.`, { field: 'first' });
}
