import { AppError } from '../errors/index.js';
import type { PasswordHasher } from '../identity/password-hasher.js';
import type { StoredCredentials, UserModel } from '../models/index.js';
import type { SecurityEvent, SecurityEvents } from '../observability/security-events.js';

/** Requires the current password of a signed-in user, before a change that a stolen token must not make. */
export interface CurrentPassword {
  /**
   * @param refusal the event to record if the password is wrong
   * @throws AppError INVALID_CREDENTIALS (`field`: currentPassword)
   */
  require(
    userId: string,
    password: string,
    refusal: Omit<SecurityEvent, 'outcome'>,
  ): Promise<StoredCredentials>;
}

export interface CurrentPasswordOptions {
  readonly users: Pick<UserModel, 'findCredentialsById'>;
  readonly passwords: Pick<PasswordHasher, 'verify'>;
  readonly events: Pick<SecurityEvents, 'record'>;
}

export function createCurrentPassword(options: CurrentPasswordOptions): CurrentPassword {
  const { users, passwords, events } = options;
  return {
    require: async (userId, password, refusal) => {
      const stored = await users.findCredentialsById(userId);
      const matches = await passwords.verify(stored?.passwordHash ?? null, password);
      if (stored && matches) return stored;
      await events.record({ ...refusal, outcome: 'wrong_password' });
      throw new AppError('INVALID_CREDENTIALS', 'The current password is wrong.', {
        field: 'currentPassword',
      });
    },
  };
}
