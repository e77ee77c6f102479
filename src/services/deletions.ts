import { AppError } from '../errors/index.js';
import type { Clock } from '../identity/clock.js';
import type { UserViewer } from '../identity/viewer.js';
import type { SessionModel, User, UserModel } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import { type Actor, usersOf } from './actor.js';
import type { CurrentPassword } from './current-password.js';
import { foundUser } from './found-user.js';
import type { Hooks } from './hooks.js';
import type { LastAdmin } from './last-admin.js';
import { requireObjectId } from './object-id.js';
import type { SessionEndings } from './session-endings.js';
import type { SignInAttempts } from './sign-in-attempts.js';

/**
 * Deletes accounts.
 *
 * @example
 * ```ts
 * await services.deletions.deleteUser(viewer, userId, origin);
 * ```
 */
export interface DeletionService {
  /**
   * Deletes the viewer's own account.
   *
   * @throws AppError INVALID_CREDENTIALS if the password is wrong, CONFLICT if no administrator would remain or the account
   * has changed in the meantime, RATE_LIMITED, or what a module's `beforeDelete` throws
   */
  deleteOwn(viewer: UserViewer, currentPassword: string, origin: RequestOrigin): Promise<void>;
  /** @throws AppError NOT_FOUND, CONFLICT if no administrator would remain, or what a module's `beforeDelete` throws */
  deleteUser(actor: Actor, userId: string, origin: RequestOrigin): Promise<void>;
  /**
   * Completes deletions that began at least a minute ago and were interrupted.
   *
   * @returns the number of accounts deleted
   */
  resume(): Promise<number>;
}

export interface DeletionServiceOptions {
  readonly users: UserModel;
  readonly sessions: Pick<SessionModel, 'deleteAllOf'>;
  readonly endings: Pick<SessionEndings, 'makeTokensStale'>;
  readonly lastAdmin: LastAdmin;
  readonly currentPassword: CurrentPassword;
  readonly attempts: SignInAttempts;
  readonly hooks: Pick<Hooks, 'beforeDelete'>;
  /** Deletes what other services store about a user. */
  readonly erase: (user: User) => Promise<void>;
  readonly events: SecurityEvents;
  readonly clock: Clock;
}

/** How long an instance has for a deletion before another one takes it over. */
const takenOverAfterMs = 60_000;
const resumed: RequestOrigin = { requestId: 'resumed deletion', ipAddress: null, userAgent: null };

/**
 * A deletion marks the account first: from then on nobody can sign in, and all tokens are revoked. The account itself goes
 * last, so that an interrupted deletion is found and completed.
 */
export function createDeletionService(options: DeletionServiceOptions): DeletionService {
  const { users, sessions, endings, lastAdmin, currentPassword, attempts, hooks, events, clock } = options;

  /** @throws AppError CONFLICT if the account has another password by now */
  async function deleteAccount(
    user: User,
    { actor, origin, ifPasswordHash }: { actor: Actor; origin: RequestOrigin; ifPasswordHash?: string },
  ): Promise<void> {
    await lastAdmin.requireAnother(user);
    const deleteModuleData = await hooks.beforeDelete(user);
    const begun = await lastAdmin.changeUnlessLast(user, {
      set: { disabled: true, deletionBeganAt: clock() },
      endSessions: true,
      ...(ifPasswordHash === undefined ? {} : { ifPasswordHash }),
    });
    if (!begun) throw new AppError('CONFLICT', 'The account has changed in the meantime. Try again.');
    await complete(begun, { deleteModuleData, actor, origin });
  }

  async function complete(
    user: User,
    step: { deleteModuleData: () => Promise<void>; actor: Actor; origin: RequestOrigin },
  ): Promise<void> {
    const { deleteModuleData, actor, origin } = step;
    await endings.makeTokensStale(user);
    await deleteModuleData();
    await options.erase(user);
    await sessions.deleteAllOf(user.id);
    await events.record({
      type: 'account_deleted',
      outcome: 'success',
      origin,
      ...usersOf(actor, user.id),
    });
    await users.delete(user.id);
  }

  /** Deletes an account, or records why it was not deleted. */
  async function attemptDeletion(
    user: User,
    by: { actor: Actor; origin: RequestOrigin; ifPasswordHash?: string },
  ): Promise<void> {
    const { actor, origin } = by;
    try {
      await deleteAccount(user, by);
    } catch (error) {
      if (error instanceof AppError) {
        const outcome = error.code;
        await events.record({ type: 'account_deleted', outcome, origin, ...usersOf(actor, user.id) });
      }
      throw error;
    }
  }

  async function deleteOwn(viewer: UserViewer, password: string, origin: RequestOrigin): Promise<void> {
    const { id: userId, sessionId } = viewer;
    const refusal = { type: 'account_deleted', origin, userId, sessionId } as const;
    const { user, passwordHash } = await currentPassword.require(userId, password, refusal);
    await attemptDeletion(user, { actor: viewer, origin, ifPasswordHash: passwordHash });
  }

  return {
    deleteOwn: (viewer, password, origin) =>
      attempts.make({ type: 'account_deleted', account: viewer.id, origin }, () =>
        deleteOwn(viewer, password, origin),
      ),

    deleteUser: async (actor, userId, origin) => {
      const user = foundUser(await users.findById(requireObjectId(userId, 'userId')));
      await attemptDeletion(user, { actor, origin });
    },

    resume: async () => {
      for (let count = 0; ; count += 1) {
        const now = clock();
        const user = await users.takeOverDeletion(new Date(now.getTime() - takenOverAfterMs), now);
        if (!user) return count;
        await complete(user, {
          deleteModuleData: await hooks.beforeDelete(user),
          actor: null,
          origin: resumed,
        });
      }
    },
  };
}
