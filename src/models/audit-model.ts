import { type Collection, mongo, Schema } from 'mongoose';
import type { Database } from './database.js';
import { isDuplicateKey } from './database-failures.js';
import { setTtl } from './set-ttl.js';

/** A further fact about an event. */
export interface AuditDetail {
  readonly name: string;
  readonly value: string;
}

/** The last event of a writer that another writer knew of. */
export interface AuditHead {
  readonly writer: string;
  readonly sequence: number;
  readonly at: Date;
}

/** An event of the audit trail, sealed and chained to the previous event of its writer. */
export interface StoredAuditEvent {
  /** Sorts by time. See `auditEventId`. */
  readonly id: string;
  /** The process that wrote the event: 16 hexadecimal digits. */
  readonly writer: string;
  /** The number of earlier events of the writer. */
  readonly sequence: number;
  readonly at: Date;
  readonly type: string;
  readonly outcome: string;
  readonly userId: string | null;
  readonly targetUserId: string | null;
  readonly sessionId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
  readonly details: readonly AuditDetail[];
  /** The users who acted or were affected, for the index. */
  readonly users: readonly string[];
  /** In a writer's first event: the heads of other writers. */
  readonly heads: readonly AuditHead[];
  readonly previousAt: Date | null;
  readonly previousSeal: string | null;
  /** Identifies the key of the seal. */
  readonly keyId: string;
  readonly seal: string;
}

/** Selects a page of events. Null means no condition. IDs sort by time, so they also select by time. */
export interface AuditPageQuery {
  readonly limit: number;
  readonly fromId: string | null;
  readonly beforeId: string | null;
  /** The user who acted or was affected. */
  readonly userId: string | null;
  readonly type: string | null;
}

/** Stores the audit trail. Events are never changed. */
export interface AuditModel {
  /** Stores events in order, in one command. Events that are already stored are skipped. */
  append(events: readonly StoredAuditEvent[]): Promise<void>;
  findById(id: string): Promise<StoredAuditEvent | null>;
  /** Finds events, newest first. Every filter uses an index. */
  findPage(query: AuditPageQuery): Promise<StoredAuditEvent[]>;
  /** Finds the heads of writers among the newest events and the newest events of this type, at most 100. */
  findHeads(closingType: string): Promise<AuditHead[]>;
  /** Reads events in batches, oldest first. */
  read(range: Pick<AuditPageQuery, 'fromId' | 'beforeId'>): AsyncGenerator<StoredAuditEvent[]>;
  /** @param retentionDays the age at which events are deleted; it may differ from an earlier start's */
  createIndexes(retentionDays: number): Promise<void>;
}

type AuditRecord = Omit<StoredAuditEvent, 'id'> & { readonly _id: string };

const collectionName = 'auditEvents';
const auditSchema = new Schema<AuditRecord>(
  { _id: { type: String, required: true } },
  { versionKey: false, collection: collectionName, strict: false },
);
auditSchema.index({ users: 1, _id: -1 });
auditSchema.index({ users: 1, type: 1, _id: -1 });
auditSchema.index({ type: 1, _id: -1 });

const secondsPerDay = 86_400;
const batchSize = 1_000;
const newestEvents = 500;
const newestClosed = 100;
const maxHeads = 100;

export function createAuditModel({ connection }: Database): AuditModel {
  const model = connection.model('AuditEvent', auditSchema);
  // The driver's own collection: nothing here needs casting, and a trail can have millions of events.
  const events = model.collection as unknown as Collection<AuditRecord>;

  const newest = (condition: object, limit: number) =>
    events
      .find(condition, { projection: { writer: 1, sequence: 1, at: 1 } })
      .sort({ _id: -1 })
      .limit(limit)
      .toArray();

  return {
    append: async (list) => {
      let rest = list.map(({ id, ...event }) => ({ _id: id, ...event }));
      while (rest.length > 0) {
        try {
          await events.insertMany(rest, { ordered: true });
          return;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          // Stored by an earlier attempt whose response was lost.
          rest = rest.slice(failedIndexOf(error) + 1);
        }
      }
    },
    findById: async (id) => {
      const found = await events.findOne({ _id: id });
      return found && toEvent(found);
    },
    findPage: async ({ limit, fromId, beforeId, userId, type }) => {
      const condition = {
        ...idsWithin({ fromId, beforeId }),
        ...(userId === null ? {} : { users: userId }),
        ...(type === null ? {} : { type }),
      };
      // The planner compares indexes by a trial, in which one that needs to sort can win.
      const hint = {
        ...(userId === null ? {} : { users: 1 }),
        ...(type === null ? {} : { type: 1 }),
        ...(userId === null && type === null ? { _id: 1 } : { _id: -1 }),
      };
      const found = await events.find(condition, { hint }).sort({ _id: -1 }).limit(limit).toArray();
      return found.map(toEvent);
    },
    findHeads: async (closingType) => {
      const found = [
        ...(await newest({}, newestEvents)),
        ...(await newest({ type: closingType }, newestClosed)),
      ];
      const heads = new Map<string, AuditHead>();
      for (const { writer, sequence, at } of found)
        if (!(Number(heads.get(writer)?.sequence) >= sequence)) heads.set(writer, { writer, sequence, at });
      return [...heads.values()].slice(0, maxHeads);
    },
    read: async function* (range) {
      const cursor = events.find(idsWithin(range), { batchSize }).sort({ _id: 1 });
      try {
        while (await cursor.hasNext()) yield cursor.readBufferedDocuments().map(toEvent);
      } finally {
        await cursor.close();
      }
    },
    createIndexes: async (retentionDays) => {
      const expireAfterSeconds = retentionDays * secondsPerDay;
      await setTtl(connection, { collection: collectionName, field: 'at', expireAfterSeconds });
      await model.createIndexes();
      await events.createIndex({ at: 1 }, { expireAfterSeconds }, {});
    },
  };
}

function idsWithin({ fromId, beforeId }: Pick<AuditPageQuery, 'fromId' | 'beforeId'>) {
  if (fromId === null && beforeId === null) return {};
  return {
    _id: { ...(fromId === null ? {} : { $gte: fromId }), ...(beforeId === null ? {} : { $lt: beforeId }) },
  };
}

function failedIndexOf(error: unknown): number {
  const failed = error instanceof mongo.MongoBulkWriteError ? [error.writeErrors].flat() : [];
  return failed[0]?.index ?? 0;
}

function toEvent({ _id, ...event }: AuditRecord): StoredAuditEvent {
  return { id: _id, ...event };
}
