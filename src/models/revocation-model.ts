import { Schema } from 'mongoose';
import type { Database } from './database.js';

/** What the blocklist can name: one token, one session's tokens, or a user's tokens below a version. */
export type Revocation =
  | { readonly kind: 'token'; readonly tokenId: string }
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'user'; readonly userId: string; readonly minVersion: number };

/** A revocation as it is stored and looked up. */
export interface StoredRevocation {
  readonly key: string;
  /** For a user: tokens with a lower version are stale. Null: whatever the key names is revoked. */
  readonly minVersion: number | null;
  readonly expiresAt: Date;
}

export interface RevocationModel {
  /**
   * One command. The time of the revocation is the database's own.
   *
   * @param expiresAt when the last token concerned has expired by itself
   */
  add(revocations: readonly Revocation[], expiresAt: Date): Promise<StoredRevocation[]>;
  /** All that are alive, in batches. */
  readLive(now: Date): AsyncIterable<StoredRevocation[]>;
  /** Those added or changed in this many milliseconds up to now, by the database's own clock, in batches. */
  readChanged(lookBackMs: number): AsyncIterable<StoredRevocation[]>;
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

const batchSize = 5_000;

export function createRevocationModel({ connection }: Database): RevocationModel {
  const revocations = connection.model('Revocation', revocationSchema);

  /** The driver's own cursor: a million documents need no mongoose around each. */
  async function* read(condition: Record<string, unknown>): AsyncIterable<StoredRevocation[]> {
    const cursor = revocations.collection.aggregate<RevocationRecord>(
      [{ $match: condition }, { $project: { minVersion: 1, expiresAt: 1 } }],
      { batchSize },
    );
    try {
      while (await cursor.hasNext()) yield cursor.readBufferedDocuments().map(toStored);
    } finally {
      await cursor.close();
    }
  }

  return {
    add: async (list, expiresAt) => {
      if (list.length === 0) return [];
      await revocations.bulkWrite(
        list.map((revocation) => ({
          updateOne: {
            filter: { _id: keyOf(revocation) },
            update: merge(revocation, expiresAt),
            upsert: true,
          },
        })),
        { ordered: false },
      );
      return list.map((revocation) => ({
        key: keyOf(revocation),
        minVersion: revocation.kind === 'user' ? revocation.minVersion : null,
        expiresAt,
      }));
    },
    readLive: (now) => read({ expiresAt: { $gt: now } }),
    readChanged: (lookBackMs) =>
      read({ $expr: { $gte: ['$revokedAt', { $subtract: ['$$NOW', Math.ceil(lookBackMs)] }] } }),
    createIndexes: () => revocations.createIndexes(),
  };
}

function toStored({ _id, minVersion, expiresAt }: RevocationRecord): StoredRevocation {
  return { key: _id, minVersion: minVersion ?? null, expiresAt };
}

function keyOf(revocation: Revocation): string {
  switch (revocation.kind) {
    case 'token':
      return `jti:${revocation.tokenId}`;
    case 'session':
      return `sid:${revocation.sessionId}`;
    case 'user':
      return `usr:${revocation.userId}`;
  }
}

/** An older revocation never weakens a newer one, whichever arrives last; the time is the database's own. */
function merge(revocation: Revocation, expiresAt: Date) {
  return [
    {
      $set: {
        revokedAt: '$$NOW',
        expiresAt: { $max: ['$expiresAt', expiresAt] },
        ...(revocation.kind === 'user'
          ? { minVersion: { $max: ['$minVersion', revocation.minVersion] } }
          : {}),
      },
    },
  ];
}
