import mongoose from 'mongoose';

/** Opens a collection while `use` runs. */
export async function withNotes<T>(
  uri: string,
  use: (notes: mongoose.mongo.Collection) => Promise<T>,
): Promise<T> {
  const client = await mongoose.mongo.MongoClient.connect(uri);
  try {
    return await use(client.db().collection('notes'));
  } finally {
    await client.close();
  }
}
