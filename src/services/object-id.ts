import { AppError } from '../errors/index.js';

const objectId = /^[0-9a-f]{24}$/i;

/** Normalizes an object ID. @throws AppError BAD_USER_INPUT if it is malformed */
export function requireObjectId(id: string, field: string): string {
  if (objectId.test(id)) return id.toLowerCase();
  throw new AppError('BAD_USER_INPUT', `Invalid ID: ${field} must consist of 24 hexadecimal digits.`, {
    field,
  });
}
