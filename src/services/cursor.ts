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
    throw new AppError(
      'BAD_USER_INPUT',
      'Invalid cursor: `after` must be a cursor returned by this connection.',
      {
        field: 'after',
      },
    );
  }
  return key;
}

function parse(cursor: string): [string, string] | null {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}
