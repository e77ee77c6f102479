import mongoose from 'mongoose';
import { sweepExpired } from '../../src/embedded-mongodb/ttl-sweep.js';
import { cleanUp, startServer, temporaryFolder, until } from '../support/embedded-mongodb.js';

afterEach(cleanUp);

const now = new Date('2030-01-01T12:00:00Z');
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);

async function withClient(
  use: (client: mongoose.mongo.MongoClient) => Promise<void>,
  ttlSweepIntervalMs = 60_000,
) {
  const { uri } = await startServer({ dataDir: temporaryFolder(), ttlSweepIntervalMs });
  const client = await mongoose.mongo.MongoClient.connect(uri);
  try {
    await use(client);
  } finally {
    await client.close();
  }
}

it('deletes exactly the expired documents of every database', () =>
  withClient(async (client) => {
    const sessions = client.db('one').collection<{ _id: string; at?: unknown }>('sessions');
    await sessions.createIndexes([{ key: { at: 1 }, expireAfterSeconds: 60 }]);
    await sessions.insertMany([
      { _id: 'expired', at: secondsAgo(61) },
      { _id: 'expired this moment', at: secondsAgo(60) },
      { _id: 'expired by its earliest date', at: [secondsAgo(-60), secondsAgo(61)] },
      { _id: 'live', at: secondsAgo(59) },
      { _id: 'live dates', at: [secondsAgo(59), secondsAgo(-60)] },
      { _id: 'no dates', at: ['2000-01-01', 0] },
      { _id: 'a number', at: 0 },
      { _id: 'a text', at: '2000-01-01' },
      { _id: 'a null', at: null },
      { _id: 'nothing' },
    ]);
    const codes = client.db('two').collection<{ _id: string; expires: { at: Date }; used: boolean }>('codes');
    await codes.createIndexes([
      { key: { 'expires.at': 1 }, expireAfterSeconds: 0, partialFilterExpression: { used: true } },
    ]);
    await codes.insertMany([
      { _id: 'expired', expires: { at: secondsAgo(0) }, used: true },
      { _id: 'live', expires: { at: secondsAgo(-1) }, used: true },
      { _id: 'outside the index', expires: { at: secondsAgo(1) }, used: false },
    ]);
    const users = client.db('two').collection('users');
    await users.createIndexes([{ key: { at: 1 } }]);
    await users.insertOne({ at: secondsAgo(1e6) });

    expect(await sweepExpired(client, now)).toEqual({ deleted: 4, failures: [] });
    expect(await idsOf(sessions)).toEqual([
      'a null',
      'a number',
      'a text',
      'live',
      'live dates',
      'no dates',
      'nothing',
    ]);
    expect(await idsOf(codes)).toEqual(['live', 'outside the index']);
    expect(await users.countDocuments()).toBe(1);
  }));

it("sweeps in the engine's process", () =>
  withClient(async (client) => {
    const sessions = client.db('one').collection('sessions');
    await sessions.createIndexes([{ key: { at: 1 }, expireAfterSeconds: 0 }]);
    await sessions.insertMany([{ at: new Date(0) }, { at: new Date(Date.now() + 3_600_000) }]);
    await until(async () => (await sessions.countDocuments()) === 1);
  }, 50));

async function idsOf(collection: {
  find(): mongoose.mongo.FindCursor<mongoose.mongo.WithId<{ _id: string }>>;
}) {
  return (await collection.find().toArray()).map(({ _id }) => _id).sort();
}
