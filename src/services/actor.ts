import type { UserViewer } from '../identity/viewer.js';

/**
 * Who changes an account: a signed-in viewer, or null for the operator at the command line.
 *
 * @example
 * ```ts
 * const operator: Actor = null;
 * await services.users.setDisabled(operator, userId, true, origin);
 * ```
 */
export type Actor = Pick<UserViewer, 'id'> | null;

/** The users of a security event: who acted, if known, and who was affected, if somebody else. */
export function usersOf(actor: Actor, affectedId: string): { userId?: string; targetUserId?: string } {
  return {
    ...(actor ? { userId: actor.id } : {}),
    ...(actor?.id === affectedId ? {} : { targetUserId: affectedId }),
  };
}
