import { createKeyedHash } from '../identity/keyed-hash.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';

type AttemptType =
  | 'login'
  | 'register'
  | 'password_changed'
  | 'account_deleted'
  | 'second_factor_enabled'
  | 'second_factor_disabled'
  | 'recovery_codes_renewed'
  | 'password_reset_requested'
  | 'password_reset'
  | 'email_verification_requested'
  | 'email_verified'
  | 'email_change_requested'
  | 'email_change_undone'
  | 'api_key_exchanged';

/** A sign-in, or another use of an account, which the limits count before it is made. */
export interface SignInAttempt {
  readonly type: AttemptType;
  /** Identifies the account: the e-mail address as entered, the user's ID, or the token of a mail. */
  readonly account: string;
  /** The same object for all attempts of one request. */
  readonly origin: RequestOrigin;
}

/** Logs rate-limited attempts, summarized instead of one line for each. */
export interface RefusedAttempts {
  /** Logs the first attempt from a network immediately, and a summary of the following minute at its end. */
  add(attempt: SignInAttempt, network: string): void;
  /** Logs pending summaries. */
  flush(): void;
}

/** The attempts of one log line. */
interface Summary {
  readonly type: AttemptType;
  /** The origin of the latest attempt. */
  origin: RequestOrigin;
  attempts: number;
  readonly targets: Set<string>;
  hasMoreTargets: boolean;
}

const intervalMs = 60_000;
const maxTargets = 20;
/** Each takes at most 2 kB. Beyond this number, the oldest is logged early. */
const maxSummaries = 1_000;

/** @param secret the key of the targets' hashes, the same on all instances */
export function createRefusedAttempts(events: Pick<SecurityEvents, 'note'>, secret: Buffer): RefusedAttempts {
  const hashTarget = createKeyedHash(secret, 'graphward rate-limited targets');
  const summaries = new Map<string, Summary>();
  let timer: NodeJS.Timeout | undefined;

  function log({ type, origin, attempts, targets, hasMoreTargets }: Summary): void {
    if (attempts === 0) return;
    const details = { targets: [...targets], ...(hasMoreTargets ? { hasMoreTargets } : {}) };
    events.note({ type, outcome: 'rate_limited', origin, attempts, details });
  }

  /** Logs each network's summary, and removes networks without an attempt since the last one. */
  function logAll(): void {
    for (const [key, summary] of summaries) {
      log(summary);
      if (summary.attempts === 0) summaries.delete(key);
      else summaries.set(key, emptySummary(summary));
    }
    if (summaries.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function begin(key: string, summary: Summary): void {
    const [oldest] = summaries;
    if (oldest && summaries.size >= maxSummaries) {
      summaries.delete(oldest[0]);
      log(oldest[1]);
    }
    summaries.set(key, summary);
    timer ??= setInterval(logAll, intervalMs).unref();
  }

  return {
    add: ({ type, account, origin }, network) => {
      const target = hashTarget(account);
      const key = `${type} ${network}`;
      const summary = summaries.get(key);
      if (!summary) {
        log({ type, origin, attempts: 1, targets: new Set([target]), hasMoreTargets: false });
        begin(key, emptySummary({ type, origin: copyOf(origin) }));
        return;
      }
      summary.origin = copyOf(origin);
      summary.attempts += 1;
      if (summary.targets.size < maxTargets) summary.targets.add(target);
      else summary.hasMoreTargets ||= !summary.targets.has(target);
    },
    flush: () => {
      clearInterval(timer);
      timer = undefined;
      for (const summary of summaries.values()) log(summary);
      summaries.clear();
    },
  };
}

/** Copies the texts: slices of a request's headers would keep the whole headers in memory. */
function copyOf(origin: RequestOrigin): RequestOrigin {
  return JSON.parse(JSON.stringify(origin)) as RequestOrigin;
}

function emptySummary({ type, origin }: Pick<Summary, 'type' | 'origin'>): Summary {
  return { type, origin, attempts: 0, targets: new Set(), hasMoreTargets: false };
}
