import { type mongo, Schema, Types } from 'mongoose';
import type { Database } from './database.js';

/** A mail that waits in the outbox, or that was given up. */
export interface StoredMail {
  readonly id: string;
  readonly kind: string;
  /** The user whose account it concerns, if any. */
  readonly userId: string | null;
  /** The recipient and the data of the template, encrypted. */
  readonly sealed: Buffer;
  readonly state: 'waiting' | 'failed';
  /** The number of attempts to send it so far. */
  readonly attempts: number;
  /** Why the last attempt failed. */
  readonly error: string | null;
  /** Send it only if the user's `credentialsEpoch`, or `secondFactorEpoch`, depending on the kind, is at least this. */
  readonly fromEpoch: number | null;
  readonly createdAt: Date;
  /** After this time it is not sent, because its token has expired. */
  readonly expiresAt: Date;
}

/** A mail that this process alone may send, until the lease expires. */
export interface LeasedMail extends StoredMail {
  readonly leaseId: string;
}

/** A mail to insert. */
export interface NewStoredMail extends Omit<StoredMail, 'id' | 'state' | 'attempts' | 'error'> {
  readonly id: string;
  /** When it is first due; null means immediately. */
  readonly dueAt: Date | null;
  /** When the database removes the document, sent or not. */
  readonly purgeAt: Date;
}

/** The mails that wait to be sent. */
export interface OutboxStatus {
  readonly waiting: number;
  /** How many of them are due, by the database's clock. */
  readonly due: number;
  readonly oldestCreatedAt: Date | null;
}

/** Stores mail until it is sent. */
export interface MailOutboxModel {
  newId(): string;
  insert(mail: NewStoredMail): Promise<void>;
  /** Leases the mail that has been due longest, by the database's clock. */
  lease(leaseMs: number): Promise<LeasedMail | null>;
  /** Makes a mail due that was inserted with a later `dueAt`. */
  release(id: string): Promise<void>;
  /** @returns whether it was still there */
  remove(id: string): Promise<boolean>;
  /** Returns a leased mail. Has no effect if the lease has expired and another process holds the mail. */
  postpone(mail: LeasedMail, delayMs: number, error: string | null): Promise<void>;
  giveUp(mail: LeasedMail, error: string): Promise<void>;
  status(): Promise<OutboxStatus>;
  /** Returns the oldest mails. */
  list(limit: number): Promise<StoredMail[]>;
  /** Makes mails that have not expired due now, failed ones included. @returns how many */
  retry(now: Date, id?: string): Promise<number>;
  /** Removes the mails that concern a user. */
  removeAllOf(userId: string): Promise<void>;
  createIndexes(): Promise<void>;
}

interface MailRecord extends Omit<StoredMail, 'id' | 'sealed'> {
  _id: Types.ObjectId;
  sealed: mongo.Binary | Buffer;
  dueAt: Date;
  leaseId: string | null;
  purgeAt: Date;
}

const mailSchema = new Schema<MailRecord>(
  {
    kind: { type: String, required: true },
    userId: { type: String, default: null },
    sealed: { type: Schema.Types.Buffer, required: true },
    state: { type: String, default: 'waiting' },
    attempts: { type: Number, default: 0 },
    error: { type: String, default: null },
    fromEpoch: { type: Number, default: null },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    dueAt: { type: Date, required: true },
    leaseId: { type: String, default: null },
    purgeAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'mailOutbox' },
);
mailSchema.index({ state: 1, dueAt: 1 });
mailSchema.index({ createdAt: 1 });
mailSchema.index({ userId: 1 });
mailSchema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 });

/** Due by every clock. */
const immediately = new Date(0);

export function createMailOutboxModel({ connection, mongoose }: Database): MailOutboxModel {
  const outbox = connection.model('MailOutbox', mailSchema);

  async function returnLeased({ id, leaseId }: LeasedMail, set: Record<string, unknown>): Promise<void> {
    const selected = { _id: new Types.ObjectId(id), leaseId };
    await outbox.collection.updateOne(selected, [{ $set: { ...set, leaseId: null } }]);
  }

  return {
    newId: () => new Types.ObjectId().toHexString(),
    insert: async ({ id, dueAt, ...mail }) => {
      await outbox.create({ ...mail, _id: new Types.ObjectId(id), dueAt: dueAt ?? immediately });
    },
    lease: async (leaseMs) => {
      const leaseId = new Types.ObjectId().toHexString();
      const record = await outbox.collection.findOneAndUpdate(
        { state: 'waiting', $expr: { $lte: ['$dueAt', '$$NOW'] } },
        [{ $set: { dueAt: { $add: ['$$NOW', leaseMs] }, attempts: { $add: ['$attempts', 1] }, leaseId } }],
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      );
      return record && { ...toMail(record as unknown as MailRecord), leaseId };
    },
    release: async (id) => {
      await outbox.updateOne({ _id: id, leaseId: null }, { $set: { dueAt: immediately } });
    },
    remove: async (id) => (await outbox.deleteOne({ _id: id })).deletedCount === 1,
    postpone: (mail, delayMs, error) =>
      returnLeased(mail, { dueAt: { $add: ['$$NOW', delayMs] }, error: { $literal: error } }),
    giveUp: (mail, error) => returnLeased(mail, { state: 'failed', error: { $literal: error } }),
    status: async () => {
      const [found] = await outbox.collection
        .aggregate<OutboxStatus>([
          { $match: { state: 'waiting' } },
          {
            $group: {
              _id: null,
              waiting: { $sum: 1 },
              due: { $sum: { $cond: [{ $lte: ['$dueAt', '$$NOW'] }, 1, 0] } },
              oldestCreatedAt: { $min: '$createdAt' },
            },
          },
        ])
        .toArray();
      return found ?? { waiting: 0, due: 0, oldestCreatedAt: null };
    },
    list: async (limit) =>
      (await outbox.find().sort({ createdAt: 1 }).limit(limit).lean<MailRecord[]>()).map(toMail),
    retry: async (now, id) => {
      const condition = {
        expiresAt: mongoose.trusted({ $gt: now }),
        ...(id === undefined ? { state: 'failed' as const } : { _id: id, leaseId: null }),
      };
      const update = { $set: { state: 'waiting', dueAt: immediately, attempts: 0 } };
      return (await outbox.updateMany(condition, update)).modifiedCount;
    },
    removeAllOf: async (userId) => {
      await outbox.deleteMany({ userId });
    },
    createIndexes: () => outbox.createIndexes(),
  };
}

function toMail(record: MailRecord): StoredMail {
  const { _id, kind, userId, sealed, state, attempts, error, fromEpoch, createdAt, expiresAt } = record;
  const bytes = Buffer.isBuffer(sealed) ? sealed : Buffer.from(sealed.buffer);
  return {
    id: _id.toHexString(),
    kind,
    userId,
    sealed: bytes,
    state,
    attempts,
    error,
    fromEpoch,
    createdAt,
    expiresAt,
  };
}
