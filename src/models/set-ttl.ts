import type { Connection } from 'mongoose';

/** A TTL index on a date field. */
export interface TtlIndex {
  readonly collection: string;
  readonly field: string;
  readonly expireAfterSeconds: number;
}

/** Changes the expiry of an existing TTL index, because creating the index again with another value would conflict. */
export async function setTtl(
  { db }: Connection,
  { collection, field, expireAfterSeconds }: TtlIndex,
): Promise<void> {
  if (!db) return;
  const indexes = (await db.listCollections({ name: collection }).hasNext())
    ? await db.collection(collection).indexes()
    : [];
  const existing = indexes.find(({ key }) => Object.keys(key).join() === field);
  if (!existing || existing.expireAfterSeconds === expireAfterSeconds) return;
  try {
    await db.command({ collMod: collection, index: { keyPattern: { [field]: 1 }, expireAfterSeconds } });
  } catch (error) {
    if (!hasCodeName(error, 'CommandNotFound')) throw error;
    // The embedded engine lacks collMod. Its collections are small enough to rebuild the index.
    await db.collection(collection).dropIndex(String(existing.name)).catch(ignoreMissingIndex);
  }
}

/** Another instance that starts at the same time may already have dropped it. */
function ignoreMissingIndex(error: unknown): void {
  if (!hasCodeName(error, 'IndexNotFound')) throw error;
}

function hasCodeName(error: unknown, codeName: string): boolean {
  return (error as { codeName?: string }).codeName === codeName;
}
