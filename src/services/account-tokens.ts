import { randomBytes } from 'node:crypto';
import { AppError } from '../errors/index.js';
import { createAccountToken, hashAccountToken } from '../identity/account-token.js';
import type { Clock } from '../identity/clock.js';
import {
  type AccountToken,
  type AccountTokenModel,
  type AccountTokenPurpose,
  accountTokenPurposes,
  type NewAccountToken,
  type User,
  type UserModel,
} from '../models/index.js';

/** What a token is issued for. */
export interface TokenRequest extends Partial<Pick<NewAccountToken, 'newEmail' | 'registration'>> {
  readonly purpose: AccountTokenPurpose;
  /**
   * Null if no account may receive the mail. The token is stored anyway and nobody receives it, so that the work does not
   * reveal whether the account exists.
   */
  readonly user: Pick<User, 'id' | 'email' | 'credentialsEpoch'> | null;
}

/** A token to send, which is stored only as a hash. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Issues and reads the tokens of mails. */
export interface AccountTokens {
  issue(request: TokenRequest): Promise<IssuedToken>;
  /**
   * Whether an address is kept free for a user who can still restore it, so that nobody can prevent that with an account of
   * this address.
   *
   * @param userId who may use the address all the same
   */
  isReserved(email: string, userId: string | null): Promise<boolean>;
  /** @throws AppError BAD_USER_INPUT for a token that is unknown, expired or for another purpose */
  read(token: string, purposes: readonly AccountTokenPurpose[]): Promise<AccountToken>;
  /**
   * Reads a token and its user, who must still be in the state in which the token was issued.
   *
   * @throws AppError BAD_USER_INPUT as `read`, and for a user in another state
   */
  readBound(
    token: string,
    purposes: readonly AccountTokenPurpose[],
  ): Promise<{ readonly token: AccountToken; readonly user: User }>;
}

const minute = 60_000;
const hour = 60 * minute;

const lifetimesMs: Readonly<Record<AccountTokenPurpose, number>> = {
  reset_password: 30 * minute,
  confirm_registration: 24 * hour,
  verify_email: 24 * hour,
  change_email: 24 * hour,
  undo_email_change: 7 * 24 * hour,
};

/** The purposes that a change of the password or the address ends. */
export const boundPurposes = accountTokenPurposes.filter((purpose) => purpose !== 'undo_email_change');

export function createAccountTokens(
  tokens: AccountTokenModel,
  users: Pick<UserModel, 'findById'>,
  clock: Clock,
): AccountTokens {
  async function read(token: string, purposes: readonly AccountTokenPurpose[]): Promise<AccountToken> {
    const id = hashAccountToken(token);
    const found = id === null ? null : await tokens.find(id);
    // The database removes expired tokens only from time to time.
    if (!found || !purposes.includes(found.purpose) || found.expiresAt <= clock()) throw invalidToken();
    return found;
  }

  return {
    issue: async ({ purpose, user, newEmail = null, registration = null }) => {
      const token = createAccountToken();
      const now = clock();
      const expiresAt = new Date(now.getTime() + lifetimesMs[purpose]);
      await tokens.insert({
        id: hashAccountToken(token) ?? '',
        purpose,
        userId: user?.id ?? randomBytes(12).toString('hex'),
        email: user?.email ?? '-',
        credentialsEpoch: user?.credentialsEpoch ?? 0,
        newEmail,
        registration,
        createdAt: now,
        expiresAt,
      });
      return { token, expiresAt };
    },

    isReserved: async (email, userId) => {
      const restorer = await tokens.findRestorer(email, clock());
      return restorer !== null && restorer !== userId;
    },

    read,

    readBound: async (text, purposes) => {
      const token = await read(text, purposes);
      const user = await users.findById(token.userId);
      const isCurrent = user?.email === token.email && user.credentialsEpoch === token.credentialsEpoch;
      if (!user || !isCurrent) throw invalidToken();
      return { token, user };
    },
  };
}

/** The same error for every reason, so that it reveals nothing about the account. */
export function invalidToken(): AppError {
  return new AppError('BAD_USER_INPUT', 'The link is not valid, or no longer. Request a new one.', {
    field: 'token',
  });
}
