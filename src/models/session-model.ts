import { type PipelineStage, Schema, Types } from 'mongoose';
import type { Database } from './database.js';
import { maxAccessTokenTtlSeconds } from './max-access-token-ttl.js';
import { setTtl } from './set-ttl.js';
import type { User } from './user-model.js';

/** One signing-in on one device. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** Counts the rotations of its refresh token. */
  readonly generation: number;
  /** Makes the session's refresh tokens its own; 16 random bytes. */
  readonly salt: Buffer;
  /** The user's `sessionEpoch` when the session began. */
  readonly epoch: number;
  /** When the credentials were presented. */
  readonly authTime: Date;
  readonly createdAt: Date;
  readonly rotatedAt: Date;
  readonly idleExpiresAt: Date;
  readonly absoluteExpiresAt: Date;
  readonly revokedAt: Date | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

export interface Rotation {
  readonly sessionId: string;
  /** The session's salt when its token was presented: whoever renews it meanwhile takes the token's validity away. */
  readonly salt: Buffer;
  /** The generation presented; it gives way to the next one, unless another call was faster. */
  readonly generation: number;
  /** Of the next generation. */
  readonly verifier: Buffer;
  readonly now: Date;
  readonly idleTtlSeconds: number;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

export interface Renewal {
  readonly now: Date;
  readonly epoch: number;
  readonly salt: Buffer;
}

export interface NewSession extends Omit<Session, 'generation' | 'rotatedAt' | 'revokedAt'> {
  readonly verifier: Buffer;
}

export interface SessionModel {
  /** An id for a session that is still to be inserted. */
  newId(): string;
  insert(session: NewSession): Promise<Session>;
  /** The session with its user, in one command. */
  findWithUser(id: string): Promise<{ session: Session; user: User | null } | null>;
  /**
   * Moves the session one generation on in one conditional update. Callers that raced on one generation all
   * get the session that the fastest made.
   *
   * @returns null when the session has ended meanwhile or is past both generations
   */
  rotate(rotation: Rotation): Promise<Session | null>;
  /** Those of the user's epoch; newest first, at most 1,000. */
  findAlive(user: { readonly id: string; readonly sessionEpoch: number }, now: Date): Promise<Session[]>;
  /** The ids of the user's oldest sessions beyond those to keep. */
  findExcess(userId: string, now: Date, keep: number): Promise<string[]>;
  findById(id: string): Promise<Session | null>;
  /**
   * Ends a session, also one that has expired: the clocks of other instances may differ.
   *
   * @returns the session when this call ended it, null when it does not exist or had been ended
   */
  revoke(id: string): Promise<Session | null>;
  /** As `revoke`, given proof of the current refresh token; null also when the verifier is not that token's. */
  revokeByToken(id: string, verifier: Buffer): Promise<Session | null>;
  /** Ends the user's sessions, all or all but one, also expired ones. @returns how many had not expired */
  revokeAllOf(userId: string, now: Date, exceptId?: string): Promise<number>;
  /** The IDs of the user's sessions that were ended within the longest lifetime of a token and lack a revocation. */
  findUnfinished(userId: string): Promise<string[]>;
  /**
   * Notes that the credentials were presented anew, moves the session into a new epoch, and gives it a new salt, so
   * that no earlier refresh token is one of its any more.
   *
   * @returns the session before and after; null when it has ended
   */
  renew(id: string, renewal: Renewal): Promise<{ before: Session; after: Session } | null>;
  /** Takes a renewal back, unless the session has moved on since. */
  undoRenewal(before: Session, after: Session): Promise<void>;
  createIndexes(): Promise<void>;
}

interface SessionRecord {
  userId: Types.ObjectId;
  generation: number;
  salt: Buffer;
  /** Recognises the refresh token of the current generation; null where that is not known. 16 bytes. */
  verifier: Buffer | null;
  epoch: number;
  authTime: Date;
  createdAt: Date;
  rotatedAt: Date;
  idleExpiresAt: Date;
  absoluteExpiresAt: Date;
  revokedAt: Date | null;
  ipAddress: string | null;
  userAgent: string | null;
}

const sessionSchema = new Schema<SessionRecord>(
  {
    userId: { type: Schema.Types.ObjectId, required: true },
    generation: { type: Number, default: 0 },
    salt: { type: Buffer, required: true },
    verifier: { type: Buffer, default: null },
    epoch: { type: Number, required: true },
    authTime: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    rotatedAt: { type: Date, required: true },
    idleExpiresAt: { type: Date, required: true },
    absoluteExpiresAt: { type: Date, required: true },
    revokedAt: { type: Date, default: null },
    ipAddress: { type: String, default: null },
    userAgent: { type: String, default: null },
  },
  { versionKey: false, collection: 'sessions' },
);
sessionSchema.index({ userId: 1, createdAt: -1 });
/** Expired sessions stay for as long as their access tokens may be accepted somewhere, so that they can be ended. */
const expireAfterSeconds = maxAccessTokenTtlSeconds;
sessionSchema.index({ idleExpiresAt: 1 }, { expireAfterSeconds });

export function createSessionModel({ connection, mongoose }: Database): SessionModel {
  const sessions = connection.model('Session', sessionSchema);
  const alive = (now: Date) => ({ revokedAt: null, idleExpiresAt: mongoose.trusted({ $gt: now }) });

  const endNow = [{ $set: { revokedAt: '$$NOW' } }];

  const revokeOne = async (condition: { _id: string; verifier?: Buffer }) =>
    toSessionOrNull(
      await sessions
        .findOneAndUpdate({ ...condition, revokedAt: null }, endNow, {
          returnDocument: 'after',
          updatePipeline: true,
        })
        .lean(),
    );

  return {
    newId: () => new Types.ObjectId().toHexString(),
    insert: async ({ id, ...session }) =>
      toSession(await sessions.create({ ...session, _id: id, rotatedAt: session.createdAt })),
    findWithUser: async (id) => {
      const [found] = await sessions.aggregate<StoredSession & { user: StoredUser[] }>(withUser(id));
      if (!found) return null;
      const [user] = found.user;
      return { session: toSession(found), user: user ? toUser(user) : null };
    },
    rotate: async ({ sessionId, salt, generation, verifier, now, idleTtlSeconds, ipAddress, userAgent }) => {
      const first = { $eq: ['$generation', generation] };
      const when = (value: unknown, otherwise: string) => ({ $cond: [first, value, otherwise] });
      const idleExpiresAt = new Date(now.getTime() + idleTtlSeconds * 1000);
      const rotated = await sessions
        .findOneAndUpdate(
          {
            _id: sessionId,
            salt,
            generation: mongoose.trusted({ $in: [generation, generation + 1] }),
            ...alive(now),
          },
          [
            {
              $set: {
                generation: generation + 1,
                verifier: new mongoose.mongo.Binary(verifier),
                rotatedAt: when(now, '$rotatedAt'),
                idleExpiresAt: when({ $min: [idleExpiresAt, '$absoluteExpiresAt'] }, '$idleExpiresAt'),
                ipAddress: when({ $literal: ipAddress }, '$ipAddress'),
                userAgent: when({ $literal: userAgent }, '$userAgent'),
              },
            },
          ],
          { returnDocument: 'after', updatePipeline: true },
        )
        .lean();
      return rotated && toSession(rotated);
    },
    findAlive: async ({ id, sessionEpoch }, now) =>
      (
        await sessions
          .find({ userId: id, epoch: mongoose.trusted({ $gte: sessionEpoch }), ...alive(now) })
          .sort({ createdAt: -1 })
          .limit(1_000)
          .lean()
      ).map(toSession),
    findExcess: async (userId, now, keep) =>
      (
        await sessions
          .find({ userId, ...alive(now) }, { _id: 1 })
          .sort({ createdAt: -1 })
          .skip(keep)
          .limit(1_000)
          .lean()
      ).map(({ _id }) => _id.toHexString()),
    findById: async (id) => toSessionOrNull(await sessions.findOne({ _id: id }).lean()),
    revoke: (id) => revokeOne({ _id: id }),
    revokeByToken: (id, verifier) => revokeOne({ _id: id, verifier }),
    revokeAllOf: async (userId, now, exceptId) => {
      const those = { userId, ...(exceptId ? { _id: mongoose.trusted({ $ne: exceptId }) } : {}) };
      const end = (condition: object) =>
        sessions.updateMany({ ...those, ...condition }, endNow, { updatePipeline: true });
      const { modifiedCount } = await end(alive(now));
      await end({ revokedAt: null });
      return modifiedCount;
    },
    findUnfinished: async (userId) =>
      (await sessions.aggregate<{ _id: Types.ObjectId }>(unfinishedOf(userId))).map(({ _id }) =>
        _id.toHexString(),
      ),
    renew: async (id, { now, epoch, salt }) => {
      const renewed = { authTime: now, rotatedAt: now, epoch, salt };
      const stored = await sessions
        .findOneAndUpdate({ _id: id, ...alive(now) }, { $set: { ...renewed, verifier: null } })
        .lean();
      const before = toSessionOrNull(stored);
      return before && { before, after: { ...before, ...renewed } };
    },
    undoRenewal: async ({ id, salt, authTime, rotatedAt, epoch }, after) => {
      const { generation } = after;
      const undone = { salt, authTime, rotatedAt, epoch };
      await sessions.updateOne({ _id: id, salt: after.salt, generation }, { $set: undone });
    },
    createIndexes: async () => {
      // Earlier versions deleted sessions as soon as they expired.
      await setTtl(connection, { collection: 'sessions', field: 'idleExpiresAt', expireAfterSeconds });
      await sessions.createIndexes();
    },
  };
}

/** A revocation older than the end of its session does not cover the tokens issued in between. */
function unfinishedOf(userId: string): PipelineStage[] {
  const windowMs = maxAccessTokenTtlSeconds * 1000;
  return [
    { $match: { userId: new Types.ObjectId(userId), revokedAt: { $ne: null } } },
    { $match: { $expr: { $gte: ['$revokedAt', { $subtract: ['$$NOW', windowMs] }] } } },
    { $project: { revokedAt: 1, key: { $concat: ['sid:', { $toString: '$_id' }] } } },
    { $lookup: { from: 'revocations', localField: 'key', foreignField: '_id', as: 'revocations' } },
    { $match: { $expr: { $not: [{ $gte: [{ $max: '$revocations.revokedAt' }, '$revokedAt'] }] } } },
    { $project: { _id: 1 } },
  ];
}

function withUser(sessionId: string): PipelineStage[] {
  return [
    { $match: { _id: new Types.ObjectId(sessionId) } },
    {
      $lookup: {
        from: 'users',
        localField: 'userId',
        foreignField: '_id',
        pipeline: [{ $project: { passwordHash: 0 } }],
        as: 'user',
      },
    },
  ];
}

type StoredSession = Omit<SessionRecord, 'salt' | 'verifier'> & {
  _id: Types.ObjectId;
  salt: Buffer | { buffer: Uint8Array };
};
type StoredUser = Omit<User, 'id'> & { _id: Types.ObjectId };

function toSessionOrNull(record: StoredSession | null): Session | null {
  return record && toSession(record);
}

function toSession(record: StoredSession): Session {
  return {
    id: record._id.toHexString(),
    userId: record.userId.toHexString(),
    generation: record.generation,
    salt: bytesOf(record.salt),
    epoch: record.epoch,
    authTime: record.authTime,
    createdAt: record.createdAt,
    rotatedAt: record.rotatedAt,
    idleExpiresAt: record.idleExpiresAt,
    absoluteExpiresAt: record.absoluteExpiresAt,
    revokedAt: record.revokedAt,
    ipAddress: record.ipAddress,
    userAgent: record.userAgent,
  };
}

/** Lean results carry BSON's Binary where documents carry mongoose's Buffer; both become a plain one. */
function bytesOf(value: StoredSession['salt']): Buffer {
  return Buffer.from(Buffer.isBuffer(value) ? value : value.buffer);
}

function toUser({ _id, ...user }: StoredUser): User {
  return { ...user, id: _id.toHexString() };
}
