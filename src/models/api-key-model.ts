import { Schema, Types } from 'mongoose';
import type { Database } from './database.js';

/**
 * An API key, with which a service obtains access tokens. The key itself is not stored.
 *
 * @example
 * ```ts
 * const isUnused = ({ createdAt, lastUsedAt }: ApiKey) => (lastUsedAt ?? createdAt) < aYearAgo;
 * ```
 */
export interface ApiKey {
  readonly id: string;
  /** The user who created it. It never grants more than this user has. */
  readonly ownerId: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** When it was last exchanged for an access token, to the minute; null before the first time. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** The use of an API key. */
export interface ApiKeyUse {
  readonly now: Date;
  readonly notSince: Date;
  readonly hash: string;
}

/** An API key to insert, with the hash by which it is recognized. */
export interface NewApiKey extends Omit<ApiKey, 'lastUsedAt' | 'revokedAt'> {
  readonly hash: string;
}

/** Stores API keys. */
export interface ApiKeyModel {
  /** Returns an ID for a key that is yet to be inserted. */
  newId(): string;
  insert(key: NewApiKey): Promise<ApiKey>;
  /** Removes a key that nobody has received. */
  remove(id: string): Promise<void>;
  findById(id: string): Promise<ApiKey | null>;
  /** Finds a key with its hash. */
  findWithHash(id: string): Promise<{ readonly key: ApiKey; readonly hash: string } | null>;
  /** Finds the keys of a user that are still stored, newest first, at most 1,000. */
  findAllOf(ownerId: string): Promise<ApiKey[]>;
  /** Finds the IDs of the user's keys that are not revoked, at most 1,000. */
  findIdsOf(ownerId: string): Promise<string[]>;
  /** Counts the user's keys that are neither revoked nor expired. */
  countActive(ownerId: string, now: Date): Promise<number>;
  /** Finds keys of all users, newest first. @param beforeId the ID of the last key of the previous page */
  findPage(page: { readonly limit: number; readonly beforeId: string | null }): Promise<ApiKey[]>;
  /** Revokes a key. Has no effect on one that is already revoked. @returns null if it does not exist */
  revoke(id: string, now: Date): Promise<ApiKey | null>;
  /** Records a use, with the hash that the key has now, unless one was recorded since `notSince`. */
  recordUse(id: string, use: ApiKeyUse): Promise<void>;
  deleteAllOf(ownerId: string): Promise<void>;
  createIndexes(): Promise<void>;
}

interface ApiKeyRecord {
  ownerId: Types.ObjectId;
  name: string;
  hash: string;
  roles: string[];
  scopes: string[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  /** When the database removes the record. */
  removeAt: Date;
}

const apiKeySchema = new Schema<ApiKeyRecord>(
  {
    ownerId: { type: Schema.Types.ObjectId, required: true },
    name: { type: String, required: true },
    hash: { type: String, required: true },
    roles: { type: [String], required: true },
    scopes: { type: [String], required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    lastUsedAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
    removeAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'apiKeys' },
);
apiKeySchema.index({ ownerId: 1, _id: -1 });
apiKeySchema.index({ removeAt: 1 }, { expireAfterSeconds: 0 });

/** How long a key that has ended is still listed. */
const listedForMs = 30 * 86_400_000;
const maxListed = 1_000;

export function createApiKeyModel({ connection, mongoose }: Database): ApiKeyModel {
  const keys = connection.model('ApiKey', apiKeySchema);
  const removalAfter = (end: Date) => new Date(end.getTime() + listedForMs);
  const withoutHash = { hash: 0 } as const;

  const findById = async (id: string) => toKeyOrNull(await keys.findOne({ _id: id }, withoutHash).lean());

  return {
    newId: () => new Types.ObjectId().toHexString(),
    insert: async ({ id, roles, scopes, ...key }) => {
      const lists = { roles: [...roles], scopes: [...scopes] };
      return toKey(await keys.create({ ...key, ...lists, _id: id, removeAt: removalAfter(key.expiresAt) }));
    },
    remove: async (id) => {
      await keys.deleteOne({ _id: id });
    },
    findById,
    findWithHash: async (id) => {
      const found = await keys.findOne({ _id: id }).lean();
      return found && { key: toKey(found), hash: found.hash };
    },
    findAllOf: async (ownerId) =>
      (await keys.find({ ownerId }, withoutHash).sort({ _id: -1 }).limit(maxListed).lean()).map(toKey),
    findIdsOf: async (ownerId) =>
      (await keys.find({ ownerId, revokedAt: null }, { _id: 1 }).limit(maxListed).lean()).map(({ _id }) =>
        _id.toHexString(),
      ),
    countActive: (ownerId, now) =>
      keys.countDocuments({ ownerId, revokedAt: null, expiresAt: mongoose.trusted({ $gt: now }) }),
    findPage: async ({ limit, beforeId }) => {
      const selected = beforeId === null ? {} : { _id: mongoose.trusted({ $lt: beforeId }) };
      return (await keys.find(selected, withoutHash).sort({ _id: -1 }).limit(limit).lean()).map(toKey);
    },
    revoke: async (id, now) => {
      const end = { $set: { revokedAt: now, removeAt: removalAfter(now) } };
      const revoked = await keys
        .findOneAndUpdate({ _id: id, revokedAt: null }, end, {
          returnDocument: 'after',
          projection: withoutHash,
        })
        .lean();
      return revoked ? toKey(revoked) : findById(id);
    },
    recordUse: async (id, { now, notSince, hash }) => {
      // Also matches null.
      const lastUsedAt = mongoose.trusted({ $not: { $gte: notSince } });
      await keys.updateOne({ _id: id, lastUsedAt }, { $set: { lastUsedAt: now, hash } });
    },
    deleteAllOf: async (ownerId) => {
      await keys.deleteMany({ ownerId });
    },
    createIndexes: () => keys.createIndexes(),
  };
}

type StoredKey = Omit<ApiKeyRecord, 'hash' | 'removeAt'> & { readonly _id: Types.ObjectId };

function toKeyOrNull(record: StoredKey | null): ApiKey | null {
  return record && toKey(record);
}

function toKey(record: StoredKey): ApiKey {
  return {
    id: record._id.toHexString(),
    ownerId: record.ownerId.toHexString(),
    name: record.name,
    roles: [...record.roles],
    scopes: [...record.scopes],
    createdAt: record.createdAt,
    expiresAt: record.expiresAt,
    lastUsedAt: record.lastUsedAt,
    revokedAt: record.revokedAt,
  };
}
