import { AppError } from '../errors/index.js';
import type { User, UserChange, UserModel } from '../models/index.js';

/** Ensures that an active administrator remains. */
export interface LastAdmin {
  readonly isAdminRole: (role: string) => boolean;
  /** @throws AppError CONFLICT if the user is the only active administrator */
  requireAnother(user: User): Promise<void>;
  /**
   * Applies the change, then checks again and reverts it if necessary: two administrators may remove each other
   * concurrently.
   *
   * @returns null if the user does not exist or the change's condition is not met
   * @throws AppError CONFLICT if no active administrator would remain
   */
  changeUnlessLast(before: User, change: UserChange): Promise<User | null>;
}

export interface LastAdminOptions {
  readonly users: Pick<UserModel, 'hasRole' | 'change'>;
  readonly adminRole: string;
  /** `adminRole` and every role that inherits it. */
  readonly adminRoles: readonly string[];
}

export function createLastAdmin({ users, adminRole, adminRoles }: LastAdminOptions): LastAdmin {
  const isAdminRole = (role: string) => adminRoles.includes(role);
  const administers = ({ roles, disabled }: User) => !disabled && roles.some(isAdminRole);
  const isLast = () =>
    new AppError(
      'CONFLICT',
      `This is the last active user with the role ${adminRole}, given or inherited. Give it to another user first.`,
    );

  return {
    isAdminRole,
    requireAnother: async (user) => {
      if (administers(user) && !(await users.hasRole(adminRoles, user.id))) throw isLast();
    },
    changeUnlessLast: async (before, change) => {
      const after = await users.change(before.id, change);
      if (!after || !administers(before) || administers(after) || (await users.hasRole(adminRoles)))
        return after;
      const undone = change.set?.deletionBeganAt ? { deletionBeganAt: null } : {};
      await users.change(before.id, { set: { roles: before.roles, disabled: before.disabled, ...undone } });
      throw isLast();
    },
  };
}
