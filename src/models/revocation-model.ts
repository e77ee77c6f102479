import { Schema } from 'mongoose';
import type { Database } from './database.js';
import { maxAccessTokenTtlSeconds } from './max-access-token-ttl.js';

/** A revocation as it is stored and looked up. */
export interface StoredRevocation {
  readonly key: string;
  /** For a user: tokens with a lower version are stale. Null: whatever the key names is revoked. */
  readonly minVersion: number | null;
  /** By the database's clock. */
  readonly revokedAt: Date;
}

/** A revocation before the database's clock dates it. */
export type NewRevocation = Omit<StoredRevocation, 'revokedAt'>;

/** Batches of revocations; returns the time on the database's clock when the reading began. */
export type RevocationReading = AsyncGenerator<StoredRevocation[], Date>;

export interface RevocationModel {
  /** Writes revocations in one command; the database's clock sets when they were made and when they expire. */
  add(revocations: readonly NewRevocation[]): Promise<void>;
  /** Those made within the last `lifetimeSeconds`, by the database's clock, in batches. */
  readLive(lifetimeSeconds: number): RevocationReading;
  /** Those made since then, by the database's clock, in batches. */
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
 * How long a revocation stays in the database: longer than any instance accepts tokens, whatever its
 * `ACCESS_TOKEN_TTL`, because the instance that writes a revocation cannot know how long the others do.
 */
const retentionMs = (maxAccessTokenTtlSeconds + 600) * 1000;
const batchSize = 5_000;

export function createRevocationModel({ connection }: Database): RevocationModel {
  const revocations = connection.model('Revocation', revocationSchema);

  /** The driver's own cursor: a million documents need no mongoose around each. */
  async function* read(condition: Record<string, unknown>): RevocationReading {
    const cursor = revocations.collection.aggregate<RevocationRecord | { now: Date }>(
      [
        { $match: condition },
        { $project: { minVersion: 1, revokedAt: 1 } },
        // The time comes with the answer, as a document of its own, and costs no command.
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
    if (beganAt === null) throw new Error('The database did not say what time it is.');
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

/** An older revocation never weakens a newer one, whichever arrives last. */
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
