import type { Collection, Document, IndexDescriptionInfo, MongoClient } from 'mongodb';

export interface SweepResult {
  readonly deleted: number;
  readonly failures: readonly Error[];
}

type TtlIndex = IndexDescriptionInfo & { readonly expireAfterSeconds: number };

// mongod's own limit; an index with any other value never expires a document.
const maxTtlSeconds = 2 ** 31 - 1;

/**
 * Deletes expired documents in every database, like mongod's TTL monitor, which the embedded engine lacks.
 *
 * @see https://www.mongodb.com/docs/manual/core/index-ttl/
 * @returns the number of deleted documents, and the failures: a failure in one collection does not affect the others
 */
export async function sweepExpired(client: MongoClient, now: Date): Promise<SweepResult> {
  let deleted = 0;
  const failures: Error[] = [];
  for (const collection of await collectionsOf(client)) {
    try {
      deleted += await sweepCollection(collection, now);
    } catch (cause) {
      failures.push(new Error(`${collection.namespace}: ${(cause as Error).message}`, { cause }));
    }
  }
  return { deleted, failures };
}

async function collectionsOf(client: MongoClient): Promise<Collection[]> {
  const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
  const perDatabase = databases.map(async ({ name }) => {
    const database = client.db(name);
    const listed = await database.listCollections({}, { nameOnly: true }).toArray();
    return listed
      .filter((entry) => entry.type === 'collection' && !entry.name.startsWith('system.'))
      .map((entry) => database.collection(entry.name));
  });
  return (await Promise.all(perDatabase)).flat();
}

async function sweepCollection(collection: Collection, now: Date): Promise<number> {
  let deleted = 0;
  for (const index of (await collection.indexes()).filter(isTtlIndex)) {
    const hint = index.hidden ? {} : { hint: String(index.name) };
    const { deletedCount } = await collection.deleteMany(expiredBy(index, now), hint);
    deleted += deletedCount;
  }
  return deleted;
}

function isTtlIndex(index: IndexDescriptionInfo): index is TtlIndex {
  const { key, expireAfterSeconds } = index;
  const isSingleField = Object.keys(key).length === 1;
  return (
    isSingleField &&
    typeof expireAfterSeconds === 'number' &&
    expireAfterSeconds >= 0 &&
    expireAfterSeconds <= maxTtlSeconds
  );
}

/** A comparison with a date matches only dates, and matches an array if any element does, so its earliest date counts. */
function expiredBy(index: TtlIndex, now: Date): Document {
  const [field = ''] = Object.keys(index.key);
  const threshold = new Date(now.getTime() - index.expireAfterSeconds * 1000);
  return { $and: [{ [field]: { $lte: threshold } }, index.partialFilterExpression ?? {}] };
}
