import { type PipelineStage, Schema, Types } from 'mongoose';
import type { Database } from './database.js';
import { maxAccessTokenTtlSeconds } from './max-access-token-ttl.js';
import { setTtl } from './set-ttl.js';
import type { User } from './user-model.js';

/**
 * One sign-in on one device.
 *
 * @example
 * ```ts
 * const describe = ({ userAgent, createdAt }: Session) => `${userAgent} since ${createdAt.toISOString()}`;
 * ```
 */
export interface Session {
  readonly id: string;
  readonly userId: string;
  /** The number of times that its refresh token has been rotated. */
  readonly generation: number;
  /** Part of the key of the session's refresh tokens: 16 random bytes. */
  readonly salt: Buffer;
  /** The user's `sessionEpoch` when the session started or was last renewed. */
  readonly epoch: number;
  /** When the credentials were presented. */
  readonly authTime: Date;
  /** How the user signed in (RFC 8176): `pwd` alone, or `pwd`, `otp` and `mfa`. */
  readonly amr: readonly string[];
  readonly createdAt: Date;
  readonly rotatedAt: Date;
  readonly idleExpiresAt: Date;
  readonly absoluteExpiresAt: Date;
  readonly revokedAt: Date | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** The rotation of a session's refresh token. */
export interface Rotation {
  readonly sessionId: string;
  /** The session's salt when its token was presented. A renewal in the meantime changes it, so the rotation fails. */
  readonly salt: Buffer;
  /** The presented generation. The session advances to the next one, unless a concurrent call was faster. */
  readonly generation: number;
  /** The verifier of the next generation. */
  readonly verifier: Buffer;
  readonly now: Date;
  readonly idleTtlSeconds: number;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** The renewal of a session after credentials were presented again. */
export interface Renewal {
  readonly now: Date;
  readonly epoch: number;
  readonly salt: Buffer;
}

/** A session to insert, with the verifier of its first refresh token. */
export interface NewSession extends Omit<Session, 'generation' | 'rotatedAt' | 'revokedAt'> {
  readonly verifier: Buffer;
}

/** Stores sessions. */
export interface SessionModel {
  /** Returns an ID for a session that is yet to be inserted. */
  newId(): string;
  insert(session: NewSession): Promise<Session>;
  /** Finds the session with its user, in one command. */
  findWithUser(id: string): Promise<{ session: Session; user: User | null } | null>;
  /**
   * Advances the session by one generation, in one conditional update. Concurrent calls for one generation all get
   * the session as the fastest left it.
   *
   * @returns null if the session has ended in the meantime or has advanced further
   */
  rotate(rotation: Rotation): Promise<Session | null>;
  /** Finds the active sessions of the user's current epoch, newest first, at most 1,000. */
  findActive(user: { readonly id: string; readonly sessionEpoch: number }, now: Date): Promise<Session[]>;
  /** Like `findActive`, for several users. Each one's sessions are together. */
  findActiveOf(users: readonly Pick<User, 'id' | 'sessionEpoch'>[], now: Date): Promise<Session[]>;
  /** Finds all sessions of a user that are still stored, newest first, at most 1,000. */
  findAllOf(userId: string): Promise<Session[]>;
  /** Deletes all sessions of a user. Their access tokens must have been made stale before. */
  deleteAllOf(userId: string): Promise<void>;
  /** Finds the IDs of the user's oldest active sessions beyond the number to keep. */
  findExcess(userId: string, now: Date, keep: number): Promise<string[]>;
  findById(id: string): Promise<Session | null>;
  /**
   * Ends a session, even an expired one, because the clocks of other instances may differ.
   *
   * @returns the session if this call ended it, null if it does not exist or had already ended
   */
  revoke(id: string): Promise<Session | null>;
  /** Like `revoke`, but only if the verifier is that of the current refresh token. */
  revokeByToken(id: string, verifier: Buffer): Promise<Session | null>;
  /** Ends the user's sessions except `exceptId`, even expired ones. @returns the number that had not expired */
  revokeAllOf(userId: string, now: Date, exceptId?: string): Promise<number>;
  /** Finds the IDs of the user's sessions that ended within the maximum lifetime of a token and lack a revocation. */
  findUnfinished(userId: string): Promise<string[]>;
  /**
   * Records that the credentials were presented again, moves the session to a new epoch and gives it a new salt, which
   * invalidates all earlier refresh tokens.
   *
   * @returns the session before and after; null if it has ended
   */
  renew(id: string, renewal: Renewal): Promise<{ before: Session; after: Session } | null>;
  /** Reverts a renewal, unless the session has been rotated or renewed since. */
  undoRenewal(before: Session, after: Session): Promise<void>;
  createIndexes(): Promise<void>;
}

interface SessionRecord {
  userId: Types.ObjectId;
  generation: number;
  salt: Buffer;
  /** The verifier of the current generation's refresh token, 16 bytes; null if unknown. */
  verifier: Buffer | null;
  epoch: number;
  authTime: Date;
  amr?: string[];
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
    amr: { type: [String], default: undefined },
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
/** Expired sessions are kept while any instance may still accept their access tokens, so that they can be ended. */
const expireAfterSeconds = maxAccessTokenTtlSeconds;
sessionSchema.index({ idleExpiresAt: 1 }, { expireAfterSeconds });

export function createSessionModel({ connection, mongoose }: Database): SessionModel {
  const sessions = connection.model('Session', sessionSchema);
  const active = (now: Date) => ({ revokedAt: null, idleExpiresAt: mongoose.trusted({ $gt: now }) });

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
      toSession(
        await sessions.create({ ...session, amr: [...session.amr], _id: id, rotatedAt: session.createdAt }),
      ),
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
            ...active(now),
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
    findActive: async ({ id, sessionEpoch }, now) =>
      (
        await sessions
          .find({ userId: id, epoch: mongoose.trusted({ $gte: sessionEpoch }), ...active(now) })
          .sort({ createdAt: -1 })
          .limit(1_000)
          .lean()
      ).map(toSession),
    findActiveOf: async (users, now) => {
      const epochs = new Map(users.map(({ id, sessionEpoch }) => [id, sessionEpoch]));
      const found = await sessions
        .find({ userId: mongoose.trusted({ $in: [...epochs.keys()] }), ...active(now) })
        .sort({ userId: 1, createdAt: -1 })
        .limit(1_000 * epochs.size)
        .lean();
      return found.map(toSession).filter(({ userId, epoch }) => epoch >= (epochs.get(userId) ?? Infinity));
    },
    findAllOf: async (userId) =>
      (await sessions.find({ userId }).sort({ createdAt: -1 }).limit(1_000).lean()).map(toSession),
    deleteAllOf: async (userId) => {
      await sessions.deleteMany({ userId });
    },
    findExcess: async (userId, now, keep) =>
      (
        await sessions
          .find({ userId, ...active(now) }, { _id: 1 })
          .sort({ createdAt: -1 })
          .skip(keep)
          .limit(1_000)
          .lean()
      ).map(({ _id }) => _id.toHexString()),
    findById: async (id) => toSessionOrNull(await sessions.findOne({ _id: id }).lean()),
    revoke: (id) => revokeOne({ _id: id }),
    revokeByToken: (id, verifier) => revokeOne({ _id: id, verifier }),
    revokeAllOf: async (userId, now, exceptId) => {
      const selected = { userId, ...(exceptId ? { _id: mongoose.trusted({ $ne: exceptId }) } : {}) };
      const end = (condition: object) =>
        sessions.updateMany({ ...selected, ...condition }, endNow, { updatePipeline: true });
      const { modifiedCount } = await end(active(now));
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
        .findOneAndUpdate({ _id: id, ...active(now) }, { $set: { ...renewed, verifier: null } })
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
        pipeline: [{ $project: { passwordHash: 0, totp: 0 } }],
        as: 'user',
      },
    },
  ];
}

type StoredSession = Omit<SessionRecord, 'salt' | 'verifier'> & {
  _id: Types.ObjectId;
  salt: Buffer | { buffer: Uint8Array };
};
type StoredUser = Omit<User, 'id' | 'secondFactor' | 'secondFactorEpoch'> &
  Partial<Pick<User, 'secondFactor' | 'secondFactorEpoch'>> & { _id: Types.ObjectId };

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
    // Sessions of earlier versions lack it.
    amr: [...(record.amr ?? ['pwd'])],
    createdAt: record.createdAt,
    rotatedAt: record.rotatedAt,
    idleExpiresAt: record.idleExpiresAt,
    absoluteExpiresAt: record.absoluteExpiresAt,
    revokedAt: record.revokedAt,
    ipAddress: record.ipAddress,
    userAgent: record.userAgent,
  };
}

/** Converts to a plain Buffer: lean results contain a BSON Binary, documents a mongoose Buffer. */
function bytesOf(value: StoredSession['salt']): Buffer {
  return Buffer.from(Buffer.isBuffer(value) ? value : value.buffer);
}

function toUser({ _id, ...user }: StoredUser): User {
  const { secondFactor = false, secondFactorEpoch = 0 } = user;
  return { ...user, id: _id.toHexString(), secondFactor, secondFactorEpoch };
}
