import type { Clock } from '../../identity/clock.js';
import type { AuditDetail, AuditModel } from '../../models/index.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { SecurityEvent, SecurityEvents } from '../../observability/security-events.js';
import { type AuditContent, createAuditChain, createAuditKey } from './audit-chain.js';
import { createEventSampler } from './event-sampler.js';
import { createTrailWriter, unrecorded } from './trail-writer.js';

/** Records security events in the database, in a chain of this process. */
export interface AuditTrail extends SecurityEvents {
  /** Writes the pending events and the closing event. */
  close(): Promise<void>;
}

export interface AuditTrailOptions {
  readonly audit: Pick<AuditModel, 'append' | 'findHeads'>;
  /** The secret from which the key of the seals is derived. */
  readonly secret: Buffer;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'recordAuditEvents' | 'watchAuditTrail'>;
  readonly log: Logger;
}

/** The type of a writer's last event. */
export const closingType = 'audit_closed';

export async function openAuditTrail(options: AuditTrailOptions): Promise<AuditTrail> {
  const { audit, clock, metrics, log } = options;
  const chain = createAuditChain(createAuditKey(options.secret), await audit.findHeads(closingType));
  const writer = createTrailWriter({ append: (events) => audit.append(events), metrics, log });
  metrics.watchAuditTrail(() => writer.waiting());
  let isClosed = false;

  function writeLater(event: SecurityEvent): void {
    if (writer.accepts(false)) writer.writeLater(chain.add(contentOf(event), clock()));
    else metrics.recordAuditEvents('dropped', 1);
  }

  const sampler = createEventSampler(writeLater);

  return {
    record: async (event) => {
      if (!writer.accepts(true)) {
        metrics.recordAuditEvents('dropped', 1);
        throw unrecorded('Too many events are waiting to be written.');
      }
      await writer.write(chain.add(contentOf(event), clock()));
    },
    note: (event) => {
      if (!isClosed && isWorthKeeping(event)) sampler.add(event);
    },
    close: async () => {
      sampler.flush();
      isClosed = true;
      if (chain.length() === 0) return;
      const origin = { requestId: 'audit trail', ipAddress: null, userAgent: null };
      const closing: SecurityEvent = { type: closingType, outcome: 'success', origin };
      writer.writeLater(chain.add(contentOf(closing), clock()));
      await writer.flush();
    },
  };
}

/** A refresh that succeeds is only logged: it happens often, and the session's documents show the last one. */
function isWorthKeeping({ type, outcome }: SecurityEvent): boolean {
  return type !== 'refresh' || outcome === 'refused';
}

function contentOf({ type, outcome, origin, attempts, details, ...who }: SecurityEvent): AuditContent {
  const facts = { ...details, ...(attempts === undefined ? {} : { attempts }) };
  return {
    type,
    outcome,
    userId: who.userId ?? null,
    targetUserId: who.targetUserId ?? null,
    sessionId: who.sessionId ?? null,
    ipAddress: origin.ipAddress,
    userAgent: origin.userAgent,
    requestId: origin.requestId,
    details: Object.entries(facts).flatMap(([name, value]) => detailOf(name, value)),
  };
}

type Fact = NonNullable<SecurityEvent['details']>[string];

function detailOf(name: string, value: Fact): AuditDetail[] {
  if (value === null) return [];
  return [{ name, value: typeof value === 'object' ? value.join(', ') : String(value) }];
}
