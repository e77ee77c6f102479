import { z } from 'zod';
import { AppError } from '../errors/index.js';

// Well-formed, as all text in the database is.
const key = z
  .string()
  .max(512)
  .refine((text) => !/\p{Surrogate}/u.test(text));
const shape = z.tuple([z.string(), key]);

/** An opaque cursor: which list it belongs to, and the key of its item there. */
export function encodeCursor(list: string, key: string): string {
  return Buffer.from(JSON.stringify([list, key])).toString('base64url');
}

/**
 * The key that a cursor of this list stands for.
 *
 * @throws AppError BAD_USER_INPUT when it is no cursor, or one of another list
 */
export function decodeCursor(list: string, cursor: string): string {
  const [kind, key] = parse(cursor) ?? [];
  if (kind !== list || key === undefined) {
    throw new AppError(
      'BAD_USER_INPUT',
      'after is no cursor of this list. Give an endCursor that it returned.',
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
