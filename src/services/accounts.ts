import { AppError } from '../errors/index.js';
import type { Clock } from '../identity/clock.js';
import { normalizeEmailAddress } from '../identity/email-address.js';
import type { PasswordHasher } from '../identity/password-hasher.js';
import { isSamePassword, passwordProblem } from '../identity/password-policy.js';
import type { UserViewer } from '../identity/viewer.js';
import type { WorkQueue } from '../identity/work-queue.js';
import type { StoredCredentials, User, UserModel } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import type { AccountTokens } from './account-tokens.js';
import { type Actor, usersOf } from './actor.js';
import type { ConfirmedRegistration, StoredRegistration } from './confirmed-registration.js';
import type { FreshCredentials } from './credentials.js';
import type { CurrentPassword } from './current-password.js';
import { requireDisplayName } from './display-name.js';
import type { Hooks } from './hooks.js';
import { requireEmailAddress } from './require-email-address.js';
import type { SecondFactorCheck } from './second-factor-check.js';
import type { SessionEndings } from './session-endings.js';
import type { SessionTokens } from './session-tokens.js';
import type { SignInAttempts } from './sign-in-attempts.js';
import type { SignInRecorder } from './sign-in-recorder.js';

/**
 * An account to create.
 *
 * @example
 * ```ts
 * const account: NewAccount = { email: 'alice@example.com', password, name: 'Alice' };
 * ```
 */
export interface NewAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string | null;
  /** What else was entered: the fields that modules declare, and others, which only their hooks read. */
  readonly input?: Readonly<Record<string, unknown>>;
}

/**
 * A change of the viewer's password.
 *
 * @example
 * ```ts
 * const change: PasswordChange = { currentPassword, newPassword, endOtherSessions: true };
 * ```
 */
export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly endOtherSessions: boolean;
}

/**
 * Creates accounts and issues credentials.
 *
 * @example
 * ```ts
 * const account = { email: 'alice@example.com', password, name: null };
 * const alice = await app.services.accounts.create(null, account, ['USER'], origin);
 * ```
 */
export interface AccountService {
  /**
   * Creates an account and signs in. Where verification is required, it returns null and sends a mail instead, whether or
   * not the address is taken.
   *
   * @throws AppError BAD_USER_INPUT (`field`: email, password, name or a module's), CONFLICT if the address is taken,
   * FORBIDDEN if registration is closed, RATE_LIMITED, SERVICE_UNAVAILABLE if too many sign-ins are waiting
   */
  register(account: NewAccount, origin: RequestOrigin): Promise<FreshCredentials | null>;
  /**
   * @param otp the code of the second factor, or null if none was entered
   * @throws AppError OTP_REQUIRED if the password is right and a code is required, INVALID_CREDENTIALS for every other failed
   * sign-in, RATE_LIMITED or SERVICE_UNAVAILABLE as `register`
   */
  login(
    email: string,
    password: string,
    origin: RequestOrigin,
    otp?: string | null,
  ): Promise<FreshCredentials>;
  /** @throws AppError INVALID_REFRESH_TOKEN if the token is unknown, expired, revoked or reused */
  refresh(refreshToken: string, origin: RequestOrigin): Promise<FreshCredentials>;
  /**
   * @throws AppError INVALID_CREDENTIALS if the current password is wrong, BAD_USER_INPUT for the new one,
   * CONFLICT if the password has changed in the meantime, RATE_LIMITED or SERVICE_UNAVAILABLE as `register`
   */
  changePassword(
    viewer: UserViewer,
    change: PasswordChange,
    origin: RequestOrigin,
  ): Promise<FreshCredentials>;
  /**
   * Creates an account for an operator, without signing in.
   *
   * @throws AppError BAD_USER_INPUT, CONFLICT or SERVICE_UNAVAILABLE as `register`
   */
  create(actor: Actor, account: NewAccount, roles: readonly string[], origin: RequestOrigin): Promise<User>;
}

export interface AccountServiceOptions {
  readonly users: UserModel;
  readonly tokens: SessionTokens;
  readonly mailTokens: Pick<AccountTokens, 'isReserved'>;
  readonly endings: Pick<SessionEndings, 'endAllOf' | 'makeTokensStale'>;
  readonly passwords: PasswordHasher;
  readonly currentPassword: CurrentPassword;
  readonly secondFactor: SecondFactorCheck;
  readonly attempts: SignInAttempts;
  readonly queue: WorkQueue;
  readonly signIns: SignInRecorder;
  readonly events: SecurityEvents;
  readonly hooks: Pick<Hooks, 'beforeRegister' | 'afterRegister' | 'afterLogin' | 'afterPasswordChange'>;
  readonly clock: Clock;
  readonly registration: 'open' | 'closed';
  /** Completes registrations where verification is required; otherwise null. */
  readonly confirmRegistration: ConfirmedRegistration | null;
  readonly defaultRoles: readonly string[];
}

export function createAccountService(options: AccountServiceOptions): AccountService {
  const { users, tokens, mailTokens, endings, passwords, attempts, queue, signIns } = options;
  const { events, hooks, clock } = options;

  /** @param origin null for an operator, who need not enter the fields that modules require */
  async function insert(
    account: NewAccount,
    roles: readonly string[],
    state: Pick<User, 'emailVerified' | 'pending'>,
    origin: RequestOrigin | null,
  ): Promise<StoredRegistration> {
    const { email, name } = checkAccount(account);
    const { input = {} } = account;
    const fields = await users.checkFields(input, origin !== null);
    if (origin) await hooks.beforeRegister({ email, name, fields, input }, origin);
    // Hashed first, so that the duration does not reveal whether the address is taken.
    const passwordHash = await passwords.hash(account.password);
    const isReserved = await mailTokens.isReserved(email, null);
    // A registration that a mail confirms brings its fields then.
    const ownFields = state.pending ? {} : fields;
    const record = { email, name, roles, passwordHash, createdAt: clock(), ...state, fields: ownFields };
    // One command in either case, so that the work does not reveal which.
    const user = isReserved ? await users.findByEmail(email).then(() => null) : await users.insert(record);
    return { email, name, passwordHash, fields, user };
  }

  async function create(
    account: NewAccount,
    roles: readonly string[],
    origin: RequestOrigin | null,
  ): Promise<User> {
    const state = { emailVerified: origin === null, pending: false };
    const { user } = await insert(account, roles, state, origin);
    if (!user)
      throw new AppError('CONFLICT', 'This e-mail address cannot be registered.', { field: 'email' });
    return user;
  }

  async function createFor(
    actor: Actor,
    account: NewAccount,
    roles: readonly string[],
    origin: RequestOrigin,
  ): Promise<User> {
    const user = await create(account, roles, null);
    const who = usersOf(actor, user.id);
    await events.record({ type: 'account_created', outcome: 'success', origin, ...who, details: { roles } });
    return user;
  }

  /** Starts a session for a user who has just presented credentials. */
  async function signIn(
    user: User,
    origin: RequestOrigin,
    amr: readonly string[] = ['pwd'],
  ): Promise<FreshCredentials> {
    const at = clock();
    const credentials = await tokens.start(user, origin, amr);
    signIns.record(user.id, at);
    return credentials;
  }

  async function rehashIfOutdated(
    { user, passwordHash }: StoredCredentials,
    password: string,
  ): Promise<void> {
    if (!passwords.needsRehash(passwordHash)) return;
    await users.rehash(user.id, passwordHash, await passwords.hash(password));
  }

  async function register(account: NewAccount, origin: RequestOrigin): Promise<FreshCredentials | null> {
    const { defaultRoles, confirmRegistration } = options;
    if (confirmRegistration) {
      const state = { emailVerified: false, pending: true };
      await confirmRegistration(await insert(account, defaultRoles, state, origin), origin);
      return null;
    }
    const user = await create(account, defaultRoles, origin).catch(async (error: unknown) => {
      if (error instanceof AppError) await events.record({ type: 'register', outcome: error.code, origin });
      throw error;
    });
    const credentials = await signIn(user, origin);
    await events.record({ type: 'register', outcome: 'success', origin, userId: user.id });
    hooks.afterRegister(user, origin);
    return credentials;
  }

  /**
   * Checks the second factor of a user who has presented the right password.
   *
   * @returns how the user has signed in (RFC 8176)
   */
  async function passSecondFactor(
    user: User,
    otp: string | null,
    origin: RequestOrigin,
  ): Promise<readonly string[]> {
    if (!user.secondFactor) return ['pwd'];
    const attempt = { type: 'login', account: user.id, origin } as const;
    if (otp !== null && (await options.secondFactor.use(attempt, otp))) return ['pwd', 'otp', 'mfa'];
    const outcome = otp === null ? 'otp_required' : 'wrong_otp';
    await events.record({ type: 'login', outcome, origin, targetUserId: user.id });
    if (otp !== null) throw wrongCredentials(otp);
    throw new AppError('OTP_REQUIRED', 'Enter the code of your authenticator app, or a recovery code.', {
      field: 'otp',
    });
  }

  /** @param address the normalized address, or null if the one entered is invalid */
  async function login(
    address: string | null,
    { password, otp }: { password: string; otp: string | null },
    origin: RequestOrigin,
  ): Promise<FreshCredentials> {
    const stored = address === null ? null : await users.findCredentialsByEmail(address);
    const matches = await passwords.verify(stored?.passwordHash ?? null, password);
    const user = stored?.user;
    // The same error for an address that is not verified: otherwise, somebody who registers an address and then signs in
    // would find out whether it was taken.
    const isUnverified = options.confirmRegistration !== null && user?.emailVerified === false;
    if (!user || !matches || user.disabled || isUnverified) {
      const outcome = !user ? 'unknown_user' : !matches ? 'wrong_password' : refusalOf(user);
      await events.record({ type: 'login', outcome, origin, ...(user ? { targetUserId: user.id } : {}) });
      throw wrongCredentials(otp);
    }
    const amr = await passSecondFactor(user, otp, origin);
    await rehashIfOutdated(stored, password);
    const credentials = await signIn(user, origin, amr);
    await events.record({ type: 'login', outcome: 'success', origin, userId: user.id });
    hooks.afterLogin(user, origin);
    return credentials;
  }

  async function changePassword(
    viewer: UserViewer,
    { currentPassword, newPassword, endOtherSessions }: PasswordChange,
    origin: RequestOrigin,
  ): Promise<FreshCredentials> {
    const refusal = { type: 'password_changed', origin, userId: viewer.id } as const;
    const stored = await options.currentPassword.require(viewer.id, currentPassword, refusal);
    const { user } = stored;
    const problem = isSamePassword(newPassword, currentPassword)
      ? 'The new password is the same as the current one. Choose another.'
      : passwordProblem(newPassword, user);
    if (problem) throw new AppError('BAD_USER_INPUT', problem, { field: 'newPassword' });
    const passwordHash = await passwords.hash(newPassword);
    const epoch = user.sessionEpoch + (endOtherSessions ? 1 : 0);
    // This session moves to the new epoch first, so that the change does not end it.
    const renewed = await tokens.renew(viewer.sessionId, epoch);
    if (!renewed)
      throw new AppError('UNAUTHENTICATED', 'The session has ended. Sign in again.', {
        reason: 'TOKEN_REVOKED',
      });
    const { session } = renewed;
    const changed = await users.change(user.id, {
      set: { passwordHash },
      endSessions: endOtherSessions,
      ifPasswordHash: stored.passwordHash,
    });
    if (!changed) {
      await renewed.undo();
      throw new AppError('CONFLICT', 'The password has changed in the meantime. Sign in with the new one.');
    }
    await endings.makeTokensStale(changed);
    const ended = endOtherSessions ? await endings.endAllOf(user.id, session.id) : 0;
    await events.record({
      type: 'password_changed',
      outcome: 'success',
      origin,
      userId: user.id,
      sessionId: session.id,
      details: { revokedSessions: ended },
    });
    hooks.afterPasswordChange(changed, origin);
    return tokens.credentialsFor(session, changed);
  }

  return {
    create: (actor, account, roles, origin) => queue.run(() => createFor(actor, account, roles, origin)),
    refresh: (refreshToken, origin) => tokens.refresh(refreshToken, origin),

    register: async (account, origin) => {
      if (options.registration === 'closed') throw new AppError('FORBIDDEN', 'Registration is closed.');
      const address = normalizeEmailAddress(account.email) ?? '';
      return attempts.make({ type: 'register', account: address, origin }, () => register(account, origin));
    },

    login: (email, password, origin, otp = null) => {
      const address = normalizeEmailAddress(email);
      const attempt = { type: 'login', account: address ?? email.slice(0, 320), origin } as const;
      return attempts.make(attempt, () => login(address, { password, otp }, origin));
    },

    changePassword: (viewer, change, origin) =>
      attempts.make({ type: 'password_changed', account: viewer.id, origin }, () =>
        changePassword(viewer, change, origin),
      ),
  };
}

/** The same error for every failure, so that it does not reveal which part was wrong. */
function wrongCredentials(otp: string | null): AppError {
  const parts = otp === null ? 'address or the password' : 'address, the password or the code';
  return new AppError('INVALID_CREDENTIALS', `The e-mail ${parts} is wrong.`);
}

function refusalOf({ disabled }: User): string {
  return disabled ? 'disabled' : 'unverified';
}

function checkAccount({ email, password, name }: NewAccount): { email: string; name: string | null } {
  const address = requireEmailAddress(email, 'email');
  const displayName = requireDisplayName(name);
  const problem = passwordProblem(password, { email: address, name: displayName });
  if (problem) throw new AppError('BAD_USER_INPUT', problem, { field: 'password' });
  return { email: address, name: displayName };
}
