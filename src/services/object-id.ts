import { AppError } from '../errors/index.js';

const objectId = /^[0-9a-f]{24}$/i;

export function isObjectId(text: string): boolean {
  return objectId.test(text);
}

/** Normalizes an object ID. @throws AppError BAD_USER_INPUT if it is malformed */
export function requireObjectId(id: string, field: string): string {
  if (isObjectId(id)) return id.toLowerCase();
  throw new AppError('BAD_USER_INPUT', `Invalid ID: ${field} must consist of 24 hexadecimal digits.`, {
    field,
  });
}
