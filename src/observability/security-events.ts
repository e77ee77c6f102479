import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/**
 * Where a request came from.
 *
 * @example
 * ```ts
 * const origin: RequestOrigin = { requestId: 'import', ipAddress: null, userAgent: 'nightly import' };
 * ```
 */
export interface RequestOrigin {
  readonly requestId: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

export type SecurityEventType =
  | 'register'
  | 'account_created'
  | 'login'
  | 'refresh'
  | 'refresh_reuse'
  | 'logout'
  | 'session_revoked'
  | 'token_revoked'
  | 'password_changed'
  | 'password_reset_requested'
  | 'password_reset'
  | 'email_verification_requested'
  | 'email_verified'
  | 'email_change_requested'
  | 'email_changed'
  | 'email_change_undone'
  | 'roles_changed'
  | 'disabled_changed'
  | 'profile_changed'
  | 'account_exported'
  | 'account_deleted'
  | 'second_factor_enabled'
  | 'second_factor_disabled'
  | 'recovery_code_used'
  | 'recovery_codes_renewed'
  | 'sessions_ended'
  | 'sign_in_unlocked'
  | 'api_key_created'
  | 'api_key_exchanged'
  | 'api_key_revoked'
  | 'access_denied'
  | 'audit_closed';

/** Who did what to whom, and from where. Never contains a credential. */
export interface SecurityEvent {
  readonly type: SecurityEventType;
  readonly outcome: string;
  readonly origin: RequestOrigin;
  /** The user who acted, once known. */
  readonly userId?: string;
  readonly sessionId?: string;
  /** The user affected, if not the user who acted. */
  readonly targetUserId?: string;
  /** The number of attempts that this event summarizes; 1 by default. */
  readonly attempts?: number;
  /** Further data for an investigation. Text from a client appears only as a separate value. */
  readonly details?: Readonly<Record<string, string | number | boolean | readonly string[] | null>>;
}

export interface SecurityEvents {
  /** Resolves when the event is recorded. A change is acknowledged to the client only then. */
  record(event: SecurityEvent): Promise<void>;
  /** Takes note of an event that nobody waits for: one that refuses or merely repeats something. */
  note(event: SecurityEvent): void;
}

/**
 * Writes one structured log line per event, counts it, and passes it on.
 *
 * @param trail where events are kept
 */
export function createSecurityEvents(
  log: Logger,
  metrics: Pick<Metrics, 'recordSignIn' | 'recordSecurityEvent'>,
  trail: SecurityEvents,
): SecurityEvents {
  const write = ({ type, outcome, origin, details, ...who }: SecurityEvent): void => {
    log.info({ event: type, outcome, ...who, ...origin, ...details }, `${type}: ${outcome}`);
    metrics.recordSecurityEvent(type, outcome, who.attempts);
    if (type === 'login') metrics.recordSignIn(outcome, who.attempts);
  };
  return {
    record: async (event) => {
      write(event);
      await trail.record(event);
    },
    note: (event) => {
      write(event);
      trail.note(event);
    },
  };
}
