import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/** Where a request came from, as far as is known. */
export interface RequestOrigin {
  readonly requestId: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

export type SecurityEventType =
  | 'register'
  | 'login'
  | 'refresh'
  | 'refresh_reuse'
  | 'logout'
  | 'session_revoked'
  | 'password_changed'
  | 'roles_changed'
  | 'disabled_changed'
  | 'access_denied';

/** Who did what to whom, from where. Never a credential. */
export interface SecurityEvent {
  readonly type: SecurityEventType;
  readonly outcome: string;
  readonly origin: RequestOrigin;
  /** The user who acted, once known. */
  readonly userId?: string;
  readonly sessionId?: string;
  /** The user it was done to, when it is not the one who acted. */
  readonly targetUserId?: string;
  /** How many attempts this line sums up; 1 by default. */
  readonly attempts?: number;
  /** What else an investigator needs: never free text from a client, except as a value of its own. */
  readonly details?: Readonly<Record<string, string | number | boolean | readonly string[] | null>>;
}

export interface SecurityEvents {
  record(event: SecurityEvent): void;
}

/** One structured log line per event, and the counts of sign-ins. */
export function createSecurityEvents(log: Logger, metrics: Pick<Metrics, 'recordSignIn'>): SecurityEvents {
  return {
    record: ({ type, outcome, origin, details, ...who }) => {
      log.info({ event: type, outcome, ...who, ...origin, ...details }, `${type}: ${outcome}`);
      if (type === 'login') metrics.recordSignIn(outcome, who.attempts);
    },
  };
}
