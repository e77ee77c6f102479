import { createKeyedHash } from '../identity/keyed-hash.js';
import type { RequestOrigin, SecurityEvents } from '../observability/security-events.js';

export type AttemptType = 'login' | 'register' | 'password_changed';

export interface RefusedAttempt {
  readonly type: AttemptType;
  readonly account: string;
  readonly origin: RequestOrigin;
}

/** Logs attempts that were refused because of a limit, without a line for each. */
export interface RefusedAttempts {
  /** The first attempt from a network is logged immediately, those of the following minute together at its end. */
  add(attempt: RefusedAttempt, network: string): void;
  /** Logs what has not been logged yet. */
  flush(): void;
}

/** What one line will say. */
interface Sum {
  readonly type: AttemptType;
  /** Of the latest attempt. */
  origin: RequestOrigin;
  attempts: number;
  readonly targets: Set<string>;
  hasMoreTargets: boolean;
}

const intervalMs = 60_000;
const maxTargets = 20;
/** Each takes at most 2 kB. Beyond that, the oldest is logged before its minute is over. */
const maxSums = 1_000;

/** @param secret what the targets' hashes are keyed with; the same on all instances */
export function createRefusedAttempts(events: SecurityEvents, secret: Buffer): RefusedAttempts {
  const hashTarget = createKeyedHash(secret, 'graphward rate-limited targets');
  const sums = new Map<string, Sum>();
  let timer: NodeJS.Timeout | undefined;

  function log({ type, origin, attempts, targets, hasMoreTargets }: Sum): void {
    if (attempts === 0) return;
    const details = { targets: [...targets], ...(hasMoreTargets ? { hasMoreTargets } : {}) };
    events.record({ type, outcome: 'rate_limited', origin, attempts, details });
  }

  /** Logs each network's sum. Networks that made no attempt since the last one are forgotten. */
  function logAll(): void {
    for (const [key, sum] of sums) {
      log(sum);
      if (sum.attempts === 0) sums.delete(key);
      else sums.set(key, emptySum(sum));
    }
    if (sums.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function begin(key: string, sum: Sum): void {
    const [oldest] = sums;
    if (oldest && sums.size >= maxSums) {
      sums.delete(oldest[0]);
      log(oldest[1]);
    }
    sums.set(key, sum);
    timer ??= setInterval(logAll, intervalMs).unref();
  }

  return {
    add: ({ type, account, origin }, network) => {
      const target = hashTarget(account);
      const key = `${type} ${network}`;
      const sum = sums.get(key);
      if (!sum) {
        log({ type, origin, attempts: 1, targets: new Set([target]), hasMoreTargets: false });
        begin(key, emptySum({ type, origin: copyOf(origin) }));
        return;
      }
      sum.origin = copyOf(origin);
      sum.attempts += 1;
      if (sum.targets.size < maxTargets) sum.targets.add(target);
      else sum.hasMoreTargets ||= !sum.targets.has(target);
    },
    flush: () => {
      clearInterval(timer);
      timer = undefined;
      for (const sum of sums.values()) log(sum);
      sums.clear();
    },
  };
}

/** Texts of its own: slices of a request's headers would keep the whole headers in memory. */
function copyOf(origin: RequestOrigin): RequestOrigin {
  return JSON.parse(JSON.stringify(origin)) as RequestOrigin;
}

function emptySum({ type, origin }: Pick<Sum, 'type' | 'origin'>): Sum {
  return { type, origin, attempts: 0, targets: new Set(), hasMoreTargets: false };
}
