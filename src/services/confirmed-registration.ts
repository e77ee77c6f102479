import type { User, UserFieldValues, UserModel } from '../models/index.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';
import type { AccountTokens } from './account-tokens.js';
import type { MailOutbox } from './mail-outbox.js';

/** A registration whose account has just been stored, or whose address was taken. */
export interface StoredRegistration {
  readonly email: string;
  readonly name: string | null;
  readonly passwordHash: string;
  /** The values of fields that modules add. */
  readonly fields: UserFieldValues;
  /** Null if the address was taken. */
  readonly user: User | null;
}

/**
 * Completes registrations where verification is required: by mail only, so that neither the response nor the work reveals
 * whether the address was taken.
 */
export type ConfirmedRegistration = (
  registration: StoredRegistration,
  origin: RequestOrigin,
) => Promise<void>;

export interface ConfirmedRegistrationOptions {
  readonly users: Pick<UserModel, 'findByEmail'>;
  readonly tokens: AccountTokens;
  readonly outbox: Pick<MailOutbox, 'post'>;
  readonly events: SecurityEvents;
}

export function createConfirmedRegistration(options: ConfirmedRegistrationOptions): ConfirmedRegistration {
  const { users, tokens, outbox, events } = options;
  return async ({ email, name, passwordHash, fields, user: created }, origin) => {
    // Also after an insertion, so that both cases send the same commands.
    const user = await users.findByEmail(email);
    const isPending = user !== null && user.pending && !user.emailVerified && user.lastLoginAt === null;
    // Each mail confirms its own registration, so that another person's earlier one does not decide the password.
    const { token, expiresAt } = await tokens.issue({
      purpose: 'confirm_registration',
      user: isPending ? user : null,
      registration: { name, passwordHash, fields },
    });
    const kind = isPending ? 'confirm-registration' : 'already-registered';
    await outbox.post({
      kind,
      to: email,
      userId: user?.id ?? null,
      token: isPending ? token : null,
      expiresAt,
    });
    await events.record({
      type: 'register',
      outcome: created ? 'success' : 'CONFLICT',
      origin,
      ...(user ? { targetUserId: user.id } : {}),
    });
  };
}
