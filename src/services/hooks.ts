import type { User, UserFieldValues } from '../models/index.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { LogoutScope } from './session-endings.js';

/**
 * An account that somebody wants to register. The password is not part of it.
 *
 * @example
 * ```ts
 * const requireInvitation = async ({ email, input }: Registration) => {
 *   if (!(await isInvited(email, input.code))) throw new AppError('FORBIDDEN', 'An invitation is required.');
 * };
 * ```
 */
export interface Registration<Fields extends object = object> {
  /** The normalized address. It may be taken, which must not make a difference that the client can observe. */
  readonly email: string;
  readonly name: string | null;
  /** The values to store in the fields that modules add to users; only those that were entered. */
  readonly fields: Partial<Fields>;
  /** What modules add to `RegisterInput`, as it was entered. */
  readonly input: UserFieldValues;
}

/**
 * A sign-out.
 *
 * @example
 * ```ts
 * const afterLogout = ({ userId, endedSessions }: Logout) => statistics.add(userId, endedSessions);
 * ```
 */
export interface Logout {
  readonly userId: string;
  /** The session that was used to sign out. */
  readonly sessionId: string;
  readonly scope: LogoutScope;
  readonly endedSessions: number;
}

/** The hooks of all modules together. */
export interface Hooks {
  /** @throws AppError if a module rejects the registration, or another error if a hook fails */
  beforeRegister(registration: Registration, origin: RequestOrigin): Promise<void>;
  /**
   * @returns what deletes the data of modules, to be called once everything else agrees
   * @throws AppError if a module refuses, or another error if a hook fails. Nothing has been deleted yet.
   */
  beforeDelete(user: User): Promise<() => Promise<void>>;
  /** The hooks after an event run later, and their failures change nothing. */
  afterRegister(user: User, origin: RequestOrigin): void;
  afterLogin(user: User, origin: RequestOrigin): void;
  afterLogout(logout: Logout, origin: RequestOrigin): void;
  afterPasswordChange(user: User, origin: RequestOrigin): void;
  /** Finishes hooks that have not run yet. */
  stop(): Promise<void>;
}
