import { AppError } from '../errors/index.js';

const objectId = /^[0-9a-f]{24}$/i;

/** @throws AppError BAD_USER_INPUT when the id cannot be one of ours */
export function requireObjectId(id: string, field: string): string {
  if (objectId.test(id)) return id.toLowerCase();
  throw new AppError(
    'BAD_USER_INPUT',
    `${field} is no id of Graphward: it must have 24 hexadecimal digits.`,
    { field },
  );
}
