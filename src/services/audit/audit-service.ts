import { AppError } from '../../errors/index.js';
import type { Clock } from '../../identity/clock.js';
import type { AuditEvent, AuditModel, AuditPageQuery } from '../../models/index.js';
import { decodeCursor, encodeCursor, invalidCursor, requirePageSize } from '../cursor.js';
import { requireObjectId } from '../object-id.js';
import { createAuditKey, idsFrom } from './audit-chain.js';
import { type AuditVerification, verifyTrail } from './verify-trail.js';

/**
 * A period of time. Null means no limit.
 *
 * @example
 * ```ts
 * const sinceNewYear: AuditPeriod = { since: new Date('2026-01-01'), until: null };
 * ```
 */
export interface AuditPeriod {
  /** The first time of the period. */
  readonly since: Date | null;
  /** The end of the period, which is not part of it. */
  readonly until: Date | null;
}

/**
 * Selects a page of events. Null means no condition.
 *
 * @example
 * ```ts
 * const request: AuditPageRequest = { first: 50, after: null, userId: null, type: 'login', since: null, until: null };
 * ```
 */
export interface AuditPageRequest extends AuditPeriod {
  /** 1 to 100. Null means 20. */
  readonly first: number | null;
  readonly after: string | null;
  /** The user who acted or was affected. */
  readonly userId: string | null;
  readonly type: string | null;
}

/**
 * A page of events, newest first.
 *
 * @example
 * ```ts
 * const page = await services.audit.page(request);
 * const last = page.events.at(-1);
 * const after = page.hasNextPage && last ? page.cursorOf(last) : null;
 * ```
 */
export interface AuditPage {
  readonly events: readonly AuditEvent[];
  readonly cursorOf: (event: AuditEvent) => string;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/**
 * Reads the audit trail.
 *
 * @example
 * ```ts
 * for await (const event of services.audit.read({ since, until: null })) console.log(event.type, event.outcome);
 * ```
 */
export interface AuditService {
  /** @throws AppError BAD_USER_INPUT for `first` outside 1 to 100, a malformed ID or a cursor that is not of this list */
  page(request: AuditPageRequest): Promise<AuditPage>;
  /** Reads events, oldest first. */
  read(period: AuditPeriod): AsyncIterable<AuditEvent>;
  /**
   * Verifies that no event was changed or removed.
   *
   * @param oldSecrets earlier values of the refresh secret
   * @param keptSince events from this time on must exist; by default, those within the retention
   */
  verify(oldSecrets?: readonly Buffer[], keptSince?: Date | null): Promise<AuditVerification>;
}

export interface AuditServiceOptions {
  readonly audit: AuditModel;
  readonly secret: Buffer;
  /** Other values of the secret that are in use. */
  readonly otherSecrets: readonly Buffer[];
  readonly retentionDays: number;
  readonly clock: Clock;
}

const cursorKind = 'auditEvents';
const maxTypeLength = 64;
const eventId = /^[0-9a-f]{36}$/;
const dayMs = 86_400_000;
/** More than the accepted difference between the clocks of the database and of a server. */
const clockMarginMs = 60_000;

export function createAuditService(options: AuditServiceOptions): AuditService {
  const { audit, secret, otherSecrets, retentionDays, clock } = options;

  return {
    page: async ({ first: wanted, after, userId, type, since, until }) => {
      const first = requirePageSize(wanted);
      if (type !== null && type.length > maxTypeLength)
        throw new AppError('BAD_USER_INPUT', 'type must be the type of an event, such as login.', {
          field: 'type',
        });
      const query: AuditPageQuery = {
        ...idsOf({ since, until }),
        userId: userId === null ? null : requireObjectId(userId, 'userId'),
        type,
        limit: first + 1,
      };
      const afterId = after === null ? null : idOfCursor(after);
      const found = await audit.findPage({ ...query, beforeId: earlier(query.beforeId, afterId) });
      return {
        events: found.slice(0, first),
        cursorOf: ({ id }) => encodeCursor(cursorKind, id),
        hasNextPage: found.length > first,
        hasPreviousPage: after !== null,
      };
    },

    read: async function* (period) {
      for await (const batch of audit.read(idsOf(period))) yield* batch;
    },

    verify: (oldSecrets = [], keptSince = null) =>
      verifyTrail({
        audit,
        keys: [secret, ...otherSecrets, ...oldSecrets].map(createAuditKey),
        keptSince: () => keptSince ?? new Date(clock().getTime() - retentionDays * dayMs + clockMarginMs),
      }),
  };
}

function idsOf({ since, until }: AuditPeriod): Pick<AuditPageQuery, 'fromId' | 'beforeId'> {
  return { fromId: since && idsFrom(since), beforeId: until && idsFrom(until) };
}

function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

function idOfCursor(cursor: string): string {
  const id = decodeCursor(cursorKind, cursor);
  if (eventId.test(id)) return id;
  throw invalidCursor();
}
