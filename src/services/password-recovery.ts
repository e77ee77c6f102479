import { AppError } from '../errors/index.js';
import { hashAccountToken } from '../identity/account-token.js';
import type { PasswordHasher } from '../identity/password-hasher.js';
import { passwordProblem } from '../identity/password-policy.js';
import type { AccountTokenModel, UserModel } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import { type AccountTokens, boundPurposes } from './account-tokens.js';
import { changeByToken } from './change-by-token.js';
import type { Hooks } from './hooks.js';
import type { MailOutbox } from './mail-outbox.js';
import { requireEmailAddress } from './require-email-address.js';
import type { SessionEndings } from './session-endings.js';
import type { SignInAttempts } from './sign-in-attempts.js';

/**
 * Lets users who forgot their password set a new one, with a link that is sent to their address.
 *
 * @example
 * ```ts
 * await app.services.recovery.request('alice@example.com', origin);
 * ```
 */
export interface RecoveryService {
  /**
   * Sends a link to the account's address. Does the same work for an unknown address.
   *
   * @throws AppError BAD_USER_INPUT if the address is malformed, RATE_LIMITED or SERVICE_UNAVAILABLE as a sign-in
   */
  request(email: string, origin: RequestOrigin): Promise<void>;
  /**
   * Sets the password, marks the address as verified and ends all sessions. Changes nothing else: a disabled account stays
   * disabled.
   *
   * @throws AppError BAD_USER_INPUT (`field`: token or newPassword), RATE_LIMITED or SERVICE_UNAVAILABLE as a sign-in
   */
  reset(token: string, newPassword: string, origin: RequestOrigin): Promise<void>;
}

export interface PasswordRecoveryOptions {
  readonly users: Pick<UserModel, 'findByEmail' | 'change'>;
  readonly tokenModel: Pick<AccountTokenModel, 'removeAllOf'>;
  readonly tokens: AccountTokens;
  readonly outbox: Pick<MailOutbox, 'post' | 'prepare'>;
  readonly passwords: Pick<PasswordHasher, 'hash'>;
  readonly endings: Pick<SessionEndings, 'endAllOf' | 'makeTokensStale'>;
  readonly attempts: SignInAttempts;
  readonly events: SecurityEvents;
  readonly hooks: Pick<Hooks, 'afterPasswordChange'>;
}

export function createPasswordRecovery(options: PasswordRecoveryOptions): RecoveryService {
  const { users, tokenModel, tokens, outbox, passwords, endings, attempts, events, hooks } = options;

  async function request(address: string, origin: RequestOrigin): Promise<void> {
    const user = await users.findByEmail(address);
    const { token, expiresAt } = await tokens.issue({ purpose: 'reset_password', user });
    const kind = user ? 'reset-password' : 'none';
    await outbox.post({ kind, to: address, userId: user?.id ?? null, token, expiresAt });
    await events.record({
      type: 'password_reset_requested',
      outcome: user ? 'success' : 'unknown_user',
      origin,
      ...(user ? { targetUserId: user.id } : {}),
    });
  }

  /**
   * The conditional change of the user is what uses up the token. Everything that must not be lost is written before it:
   * the notice to the owner, and the revocation of access tokens. Everything after it only cleans up.
   */
  async function reset(token: string, newPassword: string, origin: RequestOrigin): Promise<void> {
    const { user } = await tokens.readBound(token, ['reset_password']);
    const { id: userId, email, credentialsEpoch } = user;
    const problem = passwordProblem(newPassword, user);
    if (problem) throw new AppError('BAD_USER_INPUT', problem, { field: 'newPassword' });
    const passwordHash = await passwords.hash(newPassword);
    const notice = await outbox.prepare(
      { kind: 'password-was-reset', to: email, userId, token: null },
      credentialsEpoch + 1,
    );
    await endings.makeTokensStale({ id: userId, version: user.version + 1 });
    const update = {
      set: { passwordHash, emailVerified: true, pending: false },
      endSessions: true,
      ifStill: { email, credentialsEpoch },
    };
    const changed = await changeByToken(users, userId, update, notice);
    // Again, because a concurrent change may have issued tokens of a higher version.
    await endings.makeTokensStale(changed);
    const ended = await endings.endAllOf(userId);
    await tokenModel.removeAllOf(userId, boundPurposes);
    await notice.release();
    await events.record({
      type: 'password_reset',
      outcome: 'success',
      origin,
      userId,
      details: { revokedSessions: ended },
    });
    hooks.afterPasswordChange(changed, origin);
  }

  return {
    request: async (email, origin) => {
      const address = requireEmailAddress(email, 'email');
      const attempt = { type: 'password_reset_requested', account: address, origin } as const;
      return attempts.make(attempt, () => request(address, origin));
    },

    reset: (token, newPassword, origin) =>
      attempts.make({ type: 'password_reset', account: hashAccountToken(token) ?? '', origin }, () =>
        reset(token, newPassword, origin).catch(async (error: unknown) => {
          if (error instanceof AppError) {
            const { field } = error.extensions;
            const outcome = field === 'token' ? 'invalid_token' : error.code;
            await events.record({ type: 'password_reset', outcome, origin });
          }
          throw error;
        }),
      ),
  };
}
