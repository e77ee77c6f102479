import type { MailOutbox, SecondFactorMailKind } from './mail-outbox.js';

/** A user whose second factor changes. */
export interface SecondFactorOwner {
  readonly userId: string;
  readonly email: string;
  /** The user's `secondFactorEpoch` before the change. */
  readonly epoch: number;
}

/**
 * Makes a change of a second factor that the owner is told about: the mail is stored before the change and sent only if it
 * was made, so that neither a crash nor a lost response keeps it from the owner.
 *
 * @param change one update, which increments the epoch and returns whether it was made
 * @returns whether the change was made
 */
export type ChangeWithNotice = (
  kind: SecondFactorMailKind,
  owner: SecondFactorOwner,
  change: () => Promise<boolean>,
) => Promise<boolean>;

export function createChangeWithNotice(outbox: Pick<MailOutbox, 'prepare'>): ChangeWithNotice {
  return async (kind, { userId, email, epoch }, change) => {
    const notice = await outbox.prepare({ kind, to: email, userId, token: null }, epoch + 1);
    const isMade = await change();
    await (isMade ? notice.release() : notice.withdraw());
    return isMade;
  };
}
