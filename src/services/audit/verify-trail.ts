import type { AuditHead, AuditModel, StoredAuditEvent } from '../../models/index.js';
import { auditEventId, type AuditKey, sealOf } from './audit-chain.js';
import { closingType } from './audit-trail.js';

/**
 * What a verification of the audit trail found.
 *
 * @example
 * ```ts
 * const { problems } = await services.audit.verify();
 * if (problems.length > 0) console.error(problems);
 * ```
 */
export interface AuditVerification {
  readonly events: number;
  /** Processes that have written events. */
  readonly writers: number;
  /** Those without a closing event: they run, or they were killed, or the end of their events was removed. */
  readonly openWriters: readonly AuditHead[];
  /** At most 1,000 problems, each as a sentence. */
  readonly problems: readonly string[];
}

export interface VerificationOptions {
  readonly audit: Pick<AuditModel, 'read' | 'findById'>;
  readonly keys: readonly AuditKey[];
  /** Events from this time on must exist. */
  readonly keptSince: () => Date;
}

/** The last event of a writer that fits its chain. */
type Head = Pick<StoredAuditEvent, 'writer' | 'sequence' | 'at' | 'seal' | 'type'>;

type Validity = 'valid' | 'changed' | 'unknown key';

const maxProblems = 1_000;

/** Verifies the seal of every event, and that no writer's chain has a gap. */
export async function verifyTrail(options: VerificationOptions): Promise<AuditVerification> {
  const { audit, keptSince } = options;
  const keys = new Map(options.keys.map((key) => [key.id, key]));
  const problems: string[] = [];
  const heads = new Map<string, Head>();
  const named = new Map<string, AuditHead>();
  const unknownKeys = new Map<string, number>();
  let events = 0;

  const report = (problem: string) => {
    if (problems.length < maxProblems) problems.push(problem);
  };

  /** The event's predecessors that were written after the verification had read past their time. */
  async function findLatePredecessors(event: StoredAuditEvent): Promise<StoredAuditEvent[]> {
    const found: StoredAuditEvent[] = [];
    let { previousAt, sequence } = event;
    while (previousAt && sequence > nextOf(heads.get(event.writer))) {
      sequence -= 1;
      const previous = await audit.findById(auditEventId({ at: previousAt, sequence, writer: event.writer }));
      if (!previous) break;
      found.unshift(previous);
      previousAt = previous.previousAt;
    }
    return found;
  }

  function link(event: StoredAuditEvent, validity: Validity): void {
    const { id, writer, sequence, previousAt, previousSeal } = event;
    const head = heads.get(writer);
    const expected = nextOf(head);
    // The fields of a changed event prove nothing, unless they fit.
    if (validity === 'changed' && sequence !== expected) return;
    if (sequence < expected) {
      report(`Event ${id} repeats event ${sequence} of writer ${writer}.`);
      return;
    }
    if (sequence > expected && !(previousAt && previousAt < keptSince()))
      report(`Removed before event ${id}: ${list(expected, sequence)} of writer ${writer}.`);
    if (head && sequence === expected && previousSeal !== head.seal)
      report(`Event ${id} does not follow the event before it, which has been changed.`);
    heads.set(writer, event);
  }

  function check(event: StoredAuditEvent): void {
    events += 1;
    const validity = validityOf(event, keys);
    if (validity === 'changed') report(`Event ${event.id} has been changed.`);
    if (validity === 'unknown key') unknownKeys.set(event.keyId, (unknownKeys.get(event.keyId) ?? 0) + 1);
    if (validity === 'valid')
      for (const head of event.heads)
        if (head.sequence >= nextOf(named.get(head.writer))) named.set(head.writer, head);
    link(event, validity);
  }

  for await (const batch of audit.read({ fromId: null, beforeId: null })) {
    for (const event of batch) {
      const hasGap = event.sequence > nextOf(heads.get(event.writer));
      for (const late of hasGap ? await findLatePredecessors(event) : []) check(late);
      check(event);
    }
  }
  for (const { writer, sequence, at } of named.values()) {
    const next = nextOf(heads.get(writer));
    if (next <= sequence && at >= keptSince())
      report(`Removed at the end of its writer's events: ${list(next, sequence + 1)} of writer ${writer}.`);
  }
  for (const [id, count] of unknownKeys)
    report(
      `${count} events are sealed with the unknown key ${id}. If the refresh secret has changed, verify with the earlier one, too.`,
    );
  return {
    events,
    writers: heads.size,
    openWriters: [...heads.values()]
      .filter(({ type }) => type !== closingType)
      .map(({ writer, sequence, at }) => ({ writer, sequence, at })),
    problems,
  };
}

function validityOf(event: StoredAuditEvent, keys: ReadonlyMap<string, AuditKey>): Validity {
  const key = keys.get(event.keyId);
  if (!key) return 'unknown key';
  try {
    return event.at instanceof Date && sealOf(event, key) === event.seal ? 'valid' : 'changed';
  } catch {
    // A field has another type.
    return 'changed';
  }
}

function nextOf(head: Pick<AuditHead, 'sequence'> | undefined): number {
  return head ? head.sequence + 1 : 0;
}

function list(first: number, next: number): string {
  return next - first === 1 ? `event ${first}` : `events ${first} to ${next - 1}`;
}
