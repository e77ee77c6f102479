import { AppError } from '../errors/index.js';
import { isDuplicateKey, type User, type UserChange, type UserModel } from '../models/index.js';
import { invalidToken } from './account-tokens.js';
import type { PreparedMail } from './mail-outbox.js';

/**
 * Makes the change that a token allows, and of which a notice is prepared. A change that is refused withdraws the notice.
 * One that fails otherwise may have been made all the same, so its notice stays: it is sent only if it was.
 *
 * @throws AppError BAD_USER_INPUT (`field`: token) if the user is in another state by now, CONFLICT if the new address
 * belongs to another account
 */
export async function changeByToken(
  users: Pick<UserModel, 'change'>,
  userId: string,
  change: UserChange,
  notice: Pick<PreparedMail, 'withdraw'>,
): Promise<User> {
  let refusal: AppError;
  try {
    const changed = await users.change(userId, change);
    if (changed) return changed;
    refusal = invalidToken();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    refusal = addressTaken(error);
  }
  await notice.withdraw();
  throw refusal;
}

export function addressTaken(cause?: unknown): AppError {
  return new AppError('CONFLICT', 'The address now belongs to another account.', { cause });
}
