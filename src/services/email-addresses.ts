import { AppError } from '../errors/index.js';
import { hashAccountToken } from '../identity/account-token.js';
import type { UserViewer } from '../identity/viewer.js';
import type { AccountToken, AccountTokenModel, User, UserModel } from '../models/index.js';
import type { RequestOrigin, SecurityEvent, SecurityEvents } from '../observability/security-events.js';
import { type AccountTokens, boundPurposes, invalidToken } from './account-tokens.js';
import { addressTaken, changeByToken } from './change-by-token.js';
import type { CurrentPassword } from './current-password.js';
import type { Hooks } from './hooks.js';
import type { MailOutbox } from './mail-outbox.js';
import { requireEmailAddress } from './require-email-address.js';
import type { SessionEndings } from './session-endings.js';
import type { SignInAttempts } from './sign-in-attempts.js';

/**
 * A change of the viewer's address.
 *
 * @example
 * ```ts
 * const change: EmailChange = { newEmail: 'alice@example.org', currentPassword };
 * ```
 */
export interface EmailChange {
  readonly newEmail: string;
  readonly currentPassword: string;
}

/**
 * Verifies and changes e-mail addresses, with links that are sent to them.
 *
 * @example
 * ```ts
 * await app.services.addresses.requestVerification(viewer, origin);
 * ```
 */
export interface AddressService {
  /**
   * Sends a link to the viewer's address, unless it is verified.
   *
   * @throws AppError RATE_LIMITED or SERVICE_UNAVAILABLE as a sign-in
   */
  requestVerification(viewer: UserViewer, origin: RequestOrigin): Promise<void>;
  /**
   * Sends a link to the new address. Does the same work if the address belongs to another account.
   *
   * @throws AppError INVALID_CREDENTIALS if the password is wrong, BAD_USER_INPUT (`field`: newEmail), RATE_LIMITED or
   * SERVICE_UNAVAILABLE as a sign-in
   */
  requestChange(viewer: UserViewer, change: EmailChange, origin: RequestOrigin): Promise<void>;
  /**
   * Verifies the address to which the token was sent. If it is a new one, it becomes the account's address, and the old
   * address gets a link that undoes the change for seven days.
   *
   * @throws AppError BAD_USER_INPUT (`field`: token), CONFLICT if the address now belongs to another account,
   * RATE_LIMITED or SERVICE_UNAVAILABLE as a sign-in
   */
  verify(token: string, origin: RequestOrigin): Promise<void>;
  /**
   * Restores the address to which the token was sent, and ends all sessions.
   *
   * @throws AppError as `verify`
   */
  undoChange(token: string, origin: RequestOrigin): Promise<void>;
}

export interface EmailAddressesOptions {
  readonly users: Pick<UserModel, 'findByEmail' | 'findById' | 'change'>;
  readonly tokenModel: Pick<AccountTokenModel, 'claim' | 'remove' | 'removeAllOf'>;
  readonly hooks: Pick<Hooks, 'afterRegister'>;
  readonly tokens: AccountTokens;
  readonly outbox: Pick<MailOutbox, 'post' | 'prepare'>;
  readonly currentPassword: CurrentPassword;
  readonly endings: Pick<SessionEndings, 'endAllOf' | 'makeTokensStale'>;
  readonly attempts: SignInAttempts;
  readonly events: SecurityEvents;
}

export function createEmailAddresses(options: EmailAddressesOptions): AddressService {
  const { users, tokenModel, tokens, outbox, endings, attempts, events } = options;

  async function requestVerification({ id }: UserViewer, origin: RequestOrigin): Promise<void> {
    const user = await users.findById(id);
    if (!user) throw new AppError('NOT_FOUND', 'User not found.');
    const outcome = user.emailVerified ? 'already_verified' : 'success';
    if (!user.emailVerified) {
      const { token, expiresAt } = await tokens.issue({ purpose: 'verify_email', user });
      await outbox.post({ kind: 'verify-email', to: user.email, userId: id, token, expiresAt });
    }
    await events.record({ type: 'email_verification_requested', outcome, origin, userId: id });
  }

  async function requestChange(
    { id }: UserViewer,
    { newEmail, currentPassword }: { newEmail: string; currentPassword: string },
    origin: RequestOrigin,
  ): Promise<void> {
    const refusal = { type: 'email_change_requested', origin, userId: id } as const;
    const { user } = await options.currentPassword.require(id, currentPassword, refusal);
    if (user.email === newEmail)
      throw new AppError('BAD_USER_INPUT', 'This is already the address of the account. Enter another.', {
        field: 'newEmail',
      });
    const owner = await users.findByEmail(newEmail);
    const isReserved = await tokens.isReserved(newEmail, id);
    const isTaken = owner !== null || isReserved;
    const { token, expiresAt } = await tokens.issue({
      purpose: 'change_email',
      user: isTaken ? null : user,
      newEmail,
    });
    await outbox.post(
      isTaken
        ? { kind: 'already-registered', to: newEmail, userId: owner?.id ?? null, token: null, expiresAt }
        : { kind: 'verify-new-email', to: newEmail, userId: id, token, expiresAt },
    );
    const outcome = isTaken ? 'address_taken' : 'success';
    await events.record({ type: 'email_change_requested', outcome, origin, userId: id });
  }

  /** Confirms the address that the account has. The condition on `emailVerified` uses up every such token. */
  async function confirm(token: AccountToken, { id }: User, origin: RequestOrigin): Promise<void> {
    const { email, credentialsEpoch, registration } = token;
    const { fields = {}, ...registered } = registration ?? {};
    const changed = await users.change(id, {
      set: { emailVerified: true, pending: false, ...registered },
      fields,
      ifStill: { email, credentialsEpoch, emailVerified: false },
    });
    if (!changed) throw invalidToken();
    await tokenModel.remove(token.id);
    await events.record({ type: 'email_verified', outcome: 'success', origin, userId: id });
    if (registration) options.hooks.afterRegister(changed, origin);
  }

  /** Changes the address. What the owner of the old address needs to undo it is stored before. */
  async function change(token: AccountToken, { id }: User, newEmail: string, origin: RequestOrigin) {
    const { email, credentialsEpoch } = token;
    if (await tokens.isReserved(newEmail, id)) throw addressTaken();
    const changedEpoch = credentialsEpoch + 1;
    const undo = await tokens.issue({
      purpose: 'undo_email_change',
      user: { id, email, credentialsEpoch: changedEpoch },
    });
    const notice = await outbox.prepare(
      { kind: 'email-changed', to: email, userId: id, ...undo },
      changedEpoch,
    );
    const update = {
      set: { email: newEmail, emailVerified: true, pending: false },
      ifStill: { email, credentialsEpoch },
    };
    await changeByToken(users, id, update, notice);
    await tokenModel.removeAllOf(id, boundPurposes);
    await notice.release();
    await events.record({ type: 'email_changed', outcome: 'success', origin, userId: id });
  }

  /**
   * A token that undoes a change stays valid when the password or the address changes again, because whoever took over the
   * account can change both. Instead, its first use is tied to the user's next state, which it can reach only once.
   */
  async function undoChange(text: string, origin: RequestOrigin): Promise<void> {
    const token = await tokens.read(text, ['undo_email_change']);
    const { email, userId: id } = token;
    const user = await users.findById(id);
    if (!user || user.email === email) throw invalidToken();
    const { credentialsEpoch } = user;
    const claimed = await tokenModel.claim(token.id, credentialsEpoch + 1);
    if (claimed?.claimedEpoch !== credentialsEpoch + 1) throw invalidToken();
    // Before the change, so that nobody can restore an address that a later change has replaced.
    await tokenModel.removeAllOf(id, ['undo_email_change'], token.credentialsEpoch);
    const notice = await outbox.prepare(
      { kind: 'email-change-undone', to: email, userId: id, token: null },
      credentialsEpoch + 1,
    );
    await endings.makeTokensStale({ id, version: user.version + 1 });
    const update = {
      set: { email, emailVerified: true, pending: false },
      endSessions: true,
      ifStill: { credentialsEpoch },
    };
    const changed = await changeByToken(users, id, update, notice);
    await endings.makeTokensStale(changed);
    const ended = await endings.endAllOf(id);
    await tokenModel.remove(token.id);
    await tokenModel.removeAllOf(id, boundPurposes);
    await notice.release();
    await events.record({
      type: 'email_change_undone',
      outcome: 'success',
      origin,
      userId: id,
      details: { revokedSessions: ended },
    });
  }

  /** Makes an attempt with a token, and records why it failed. */
  function attempt(
    type: Extract<SecurityEvent['type'], 'email_verified' | 'email_change_undone'>,
    token: string,
    origin: RequestOrigin,
    work: () => Promise<void>,
  ): Promise<void> {
    return attempts.make({ type, account: hashAccountToken(token) ?? '', origin }, () =>
      work().catch(async (error: unknown) => {
        if (error instanceof AppError) {
          const outcome = error.code === 'BAD_USER_INPUT' ? 'invalid_token' : error.code;
          await events.record({ type, outcome, origin });
        }
        throw error;
      }),
    );
  }

  return {
    requestVerification: (viewer, origin) =>
      attempts.make({ type: 'email_verification_requested', account: viewer.id, origin }, () =>
        requestVerification(viewer, origin),
      ),

    requestChange: async (viewer, { newEmail, currentPassword }, origin) => {
      const address = requireEmailAddress(newEmail, 'newEmail');
      return attempts.make({ type: 'email_change_requested', account: viewer.id, origin }, () =>
        requestChange(viewer, { newEmail: address, currentPassword }, origin),
      );
    },

    verify: (text, origin) =>
      attempt('email_verified', text, origin, async () => {
        const purposes = ['confirm_registration', 'verify_email', 'change_email'] as const;
        const { token, user } = await tokens.readBound(text, purposes);
        if (token.newEmail === null) return confirm(token, user, origin);
        return change(token, user, token.newEmail, origin);
      }),

    undoChange: (text, origin) =>
      attempt('email_change_undone', text, origin, () => undoChange(text, origin)),
  };
}
