import { networkOf } from '../../identity/network-of.js';
import type { SecurityEvent } from '../../observability/security-events.js';

/** Limits how many events that clients can cause at will are kept. */
export interface EventSampler {
  add(event: SecurityEvent): void;
  /** Passes on the pending summaries. */
  flush(): void;
}

/** The events of one kind since the first one. */
interface Summary {
  /** The latest one. */
  event: SecurityEvent;
  events: number;
  attempts: number;
}

const defaultIntervalMs = 60_000;
/** Kinds of events per interval. All others are summarized by type and outcome. */
const maxKinds = 100;

/**
 * Passes on the first event of each kind immediately, and at the end of the interval one summary of the others. Events of
 * one kind have the same type, outcome, schema coordinate and user, or network.
 */
export function createEventSampler(
  pass: (event: SecurityEvent) => void,
  intervalMs = defaultIntervalMs,
): EventSampler {
  let summaries = new Map<string, Summary>();
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const ended = summaries;
    summaries = new Map();
    for (const summary of ended.values()) if (summary.events > 0) pass(summarized(summary));
  }

  return {
    add: (received) => {
      const event = copyOf(received);
      timer ??= setTimeout(flush, intervalMs).unref();
      const kind = kindOf(event);
      const known = summaries.get(kind);
      if (known) count(known, event);
      else if (summaries.size < maxKinds) {
        summaries.set(kind, { event, events: 0, attempts: 0 });
        pass(event);
      } else {
        const rest = withoutWho(event);
        const others = summaries.get(kindOf(rest));
        if (others) count(others, rest);
        else summaries.set(kindOf(rest), { event: rest, events: 1, attempts: attemptsOf(event) });
      }
    },
    flush,
  };
}

/** Copies the texts: slices of a request's headers would keep the whole headers in memory. */
function copyOf(event: SecurityEvent): SecurityEvent {
  return JSON.parse(JSON.stringify(event)) as SecurityEvent;
}

function kindOf({ type, outcome, origin, userId, details }: SecurityEvent): string {
  return JSON.stringify([type, outcome, details?.coordinate ?? null, userId ?? networkOf(origin.ipAddress)]);
}

/** An event of one of too many kinds: only what it is, not who caused it. */
function withoutWho({ type, outcome, origin, attempts, details }: SecurityEvent): SecurityEvent {
  const { count: denied } = details ?? {};
  return {
    type,
    outcome,
    origin: { requestId: origin.requestId, ipAddress: null, userAgent: null },
    ...(attempts === undefined ? {} : { attempts }),
    ...(denied === undefined ? {} : { details: { count: denied } }),
  };
}

function count(summary: Summary, event: SecurityEvent): void {
  summary.event = event;
  summary.events += 1;
  summary.attempts += attemptsOf(event);
}

function attemptsOf({ attempts, details }: SecurityEvent): number {
  return attempts ?? (typeof details?.count === 'number' ? details.count : 1);
}

function summarized({ event, events, attempts }: Summary): SecurityEvent {
  if (events === 1) return event;
  return {
    ...event,
    ...(event.attempts === undefined ? {} : { attempts }),
    details: {
      ...event.details,
      ...(event.attempts === undefined ? { count: attempts } : {}),
      summarizedEvents: events,
    },
  };
}
