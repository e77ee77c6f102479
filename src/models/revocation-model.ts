import { Schema } from 'mongoose';
import type { Database } from './database.js';
import { maxAccessTokenTtlSeconds } from './max-access-token-ttl.js';

/** A revocation as it is stored and looked up. */
export interface StoredRevocation {
  readonly key: string;
  /** For a user: tokens with a lower version are stale. Null: everything that the key identifies is revoked. */
  readonly minVersion: number | null;
  /** By the database's clock. */
  readonly revokedAt: Date;
}

/** A revocation that the database has not timestamped yet. */
export type NewRevocation = Omit<StoredRevocation, 'revokedAt'>;

/** Yields batches of revocations; returns the time on the database's clock when the read began. */
export type RevocationReading = AsyncGenerator<StoredRevocation[], Date>;

/** Stores the blocklist. */
export interface RevocationModel {
  /** Writes revocations in one command. The database's clock sets their creation and expiry times. */
  add(revocations: readonly NewRevocation[]): Promise<void>;
  /** Reads the revocations of the last `lifetimeSeconds`, by the database's clock. */
  readLive(lifetimeSeconds: number): RevocationReading;
  /** Reads the revocations made since then, by the database's clock. */
  readChanged(since: Date): RevocationReading;
  createIndexes(): Promise<void>;
}

interface RevocationRecord {
  _id: string;
  minVersion?: number;
  revokedAt: Date;
  expiresAt: Date;
}

const revocationSchema = new Schema<RevocationRecord>(
  {
    _id: { type: String, required: true },
    minVersion: { type: Number },
    revokedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'revocations' },
);
revocationSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
revocationSchema.index({ revokedAt: 1 });

/**
 * How long a revocation stays in the database: longer than the maximum `ACCESS_TOKEN_TTL`, because the instance that
 * writes a revocation does not know the settings of the others.
 */
const retentionMs = (maxAccessTokenTtlSeconds + 600) * 1000;
const batchSize = 5_000;

export function createRevocationModel({ connection }: Database): RevocationModel {
  const revocations = connection.model('Revocation', revocationSchema);

  /** Uses the driver's cursor, because wrapping a million documents in mongoose is slow. */
  async function* read(condition: Record<string, unknown>): RevocationReading {
    const cursor = revocations.collection.aggregate<RevocationRecord | { now: Date }>(
      [
        { $match: condition },
        { $project: { minVersion: 1, revokedAt: 1 } },
        // Returns the database's time as one more document, without another command.
        { $unionWith: { pipeline: [{ $documents: [{ now: '$$NOW' }] }] } },
      ],
      { batchSize },
    );
    let beganAt: Date | null = null;
    try {
      while (await cursor.hasNext()) {
        const documents = cursor.readBufferedDocuments();
        beganAt ??= documents.find((document) => 'now' in document)?.now ?? null;
        yield documents.flatMap((document) => ('now' in document ? [] : [toStored(document)]));
      }
    } finally {
      await cursor.close();
    }
    if (beganAt === null) throw new Error('The database did not return its time.');
    return beganAt;
  }

  return {
    add: async (list) => {
      if (list.length === 0) return;
      await revocations.bulkWrite(
        list.map((revocation) => ({
          updateOne: {
            filter: { _id: revocation.key },
            update: merge(revocation),
            upsert: true,
          },
        })),
        { ordered: false },
      );
    },
    readLive: (lifetimeSeconds) =>
      read({ $expr: { $gte: ['$revokedAt', { $subtract: ['$$NOW', lifetimeSeconds * 1000] }] } }),
    readChanged: (since) => read({ revokedAt: { $gte: since } }),
    createIndexes: () => revocations.createIndexes(),
  };
}

function toStored({ _id, minVersion, revokedAt }: RevocationRecord): StoredRevocation {
  return { key: _id, minVersion: minVersion ?? null, revokedAt };
}

/** An older revocation never weakens a newer one, whichever is written last. */
function merge({ minVersion }: NewRevocation) {
  return [
    {
      $set: {
        revokedAt: '$$NOW',
        expiresAt: { $add: ['$$NOW', retentionMs] },
        ...(minVersion === null ? {} : { minVersion: { $max: ['$minVersion', minVersion] } }),
      },
    },
  ];
}
