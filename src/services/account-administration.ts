import { AppError } from '../errors/index.js';
import type { PasswordHasher } from '../identity/password-hasher.js';
import { passwordProblem } from '../identity/password-policy.js';
import { isDuplicateKey, type SecondFactorModel, type User, type UserModel } from '../models/index.js';
import type { RequestOrigin, SecurityEvents, SecurityEventType } from '../observability/security-events.js';
import { type Actor, usersOf } from './actor.js';
import { foundUser } from './found-user.js';
import { requireObjectId } from './object-id.js';
import { requireEmailAddress } from './require-email-address.js';
import type { ChangeWithNotice } from './second-factor-notices.js';
import type { SessionEndings } from './session-endings.js';
import type { SignInAttempts } from './sign-in-attempts.js';

/**
 * What an operator does for users who cannot help themselves.
 *
 * @example
 * ```ts
 * await services.administration.unlock(null, user.id, origin);
 * ```
 */
export interface AccountAdministration {
  /**
   * Sets a new password without the current one, and ends all sessions.
   *
   * @throws AppError BAD_USER_INPUT (`field`: password) or NOT_FOUND
   */
  setPassword(actor: Actor, userId: string, password: string, origin: RequestOrigin): Promise<User>;
  /**
   * Sets an address, which counts as verified. Tokens in earlier mails become invalid.
   *
   * @throws AppError BAD_USER_INPUT (`field`: email), CONFLICT if the address is taken, or NOT_FOUND
   */
  setEmail(actor: Actor, userId: string, email: string, origin: RequestOrigin): Promise<User>;
  /** @returns the number of sessions ended @throws AppError NOT_FOUND */
  endSessions(actor: Actor, userId: string, origin: RequestOrigin): Promise<number>;
  /**
   * Disables the second factor of a user who lost the device and the recovery codes.
   *
   * @throws AppError FORBIDDEN for the actor's own account, CONFLICT if it is off, or NOT_FOUND
   */
  disableSecondFactor(actor: Actor, userId: string, origin: RequestOrigin): Promise<User>;
  /**
   * Lifts the limit on sign-in attempts with the account. Every instance notices within five seconds.
   *
   * @throws AppError FORBIDDEN for the actor's own account, or NOT_FOUND
   */
  unlock(actor: Actor, userId: string, origin: RequestOrigin): Promise<User>;
}

export interface AccountAdministrationOptions {
  readonly users: Pick<UserModel, 'findById' | 'change'>;
  readonly secondFactors: Pick<SecondFactorModel, 'disable'>;
  readonly changeWithNotice: ChangeWithNotice;
  readonly endings: Pick<SessionEndings, 'endAllOf' | 'makeTokensStale'>;
  readonly passwords: PasswordHasher;
  readonly attempts: Pick<SignInAttempts, 'forget'>;
  readonly events: SecurityEvents;
}

export function createAccountAdministration(options: AccountAdministrationOptions): AccountAdministration {
  const { users, secondFactors, changeWithNotice, endings, passwords, attempts, events } = options;

  async function get(userId: string): Promise<User> {
    return foundUser(await users.findById(requireObjectId(userId, 'userId')));
  }

  function record(
    type: SecurityEventType,
    { actor, user, origin }: { actor: Actor; user: User; origin: RequestOrigin },
    details?: Readonly<Record<string, number>>,
  ): Promise<void> {
    const who = usersOf(actor, user.id);
    return events.record({ type, outcome: 'success', origin, ...who, ...(details ? { details } : {}) });
  }

  return {
    setPassword: async (actor, userId, password, origin) => {
      const problem = passwordProblem(password, await get(userId));
      if (problem) throw new AppError('BAD_USER_INPUT', problem, { field: 'password' });
      const set = { passwordHash: await passwords.hash(password) };
      const user = foundUser(await users.change(userId, { set, endSessions: true }));
      await endings.makeTokensStale(user);
      const revokedSessions = await endings.endAllOf(user.id);
      await record('password_changed', { actor, user, origin }, { revokedSessions });
      return user;
    },

    setEmail: async (actor, userId, email, origin) => {
      const address = requireEmailAddress(email, 'email');
      const { id } = await get(userId);
      // An operator vouches for the address.
      const set = { email: address, emailVerified: true, pending: false };
      const user = foundUser(await users.change(id, { set }).catch(rejectTakenAddress));
      await endings.makeTokensStale(user);
      await record('email_changed', { actor, user, origin });
      return user;
    },

    endSessions: async (actor, userId, origin) => {
      const user = foundUser(await users.change(requireObjectId(userId, 'userId'), { endSessions: true }));
      await endings.makeTokensStale(user);
      const revokedSessions = await endings.endAllOf(user.id);
      await record('sessions_ended', { actor, user, origin }, { revokedSessions });
      return revokedSessions;
    },

    disableSecondFactor: async (actor, userId, origin) => {
      // Otherwise a stolen token of an administrator would be enough.
      if (actor?.id === userId)
        throw new AppError(
          'FORBIDDEN',
          'This is your own account. Use disableSecondFactor, with the password and a code.',
        );
      const user = await get(userId);
      const owner = { userId: user.id, email: user.email, epoch: user.secondFactorEpoch };
      const disable = () => secondFactors.disable(user.id);
      if (!(await changeWithNotice('second-factor-disabled', owner, disable)))
        throw new AppError('CONFLICT', 'The second factor is already disabled.');
      await record('second_factor_disabled', { actor, user, origin });
      return { ...user, secondFactor: false };
    },

    unlock: async (actor, userId, origin) => {
      // Otherwise a stolen token of an administrator would allow any number of guesses of the password.
      if (actor?.id === userId)
        throw new AppError(
          'FORBIDDEN',
          'This is your own account. Ask another administrator, or use `graphward user unlock`.',
        );
      const user = await get(userId);
      await attempts.forget([user.email, user.id]);
      await record('sign_in_unlocked', { actor, user, origin });
      return user;
    },
  };
}

function rejectTakenAddress(error: unknown): never {
  if (!isDuplicateKey(error)) throw error;
  throw new AppError('CONFLICT', 'Another account has this e-mail address.', { field: 'email' });
}
