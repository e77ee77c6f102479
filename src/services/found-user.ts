import { AppError } from '../errors/index.js';
import type { User } from '../models/index.js';

/** @throws AppError NOT_FOUND (`field`: userId) if the user does not exist */
export function foundUser(user: User | null): User {
  if (!user) throw userNotFound('userId');
  return user;
}

export function userNotFound(field: string): AppError {
  return new AppError('NOT_FOUND', 'User not found.', { field });
}
