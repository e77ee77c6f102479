/**
 * Adds users to the configured database, for development and benchmarks. A repeated run adds only those that are missing.
 *
 *   npm run seed -- 1000000
 */
import { SingleBar } from 'cli-progress';
import { MongoBulkWriteError, MongoClient } from 'mongodb';
import { loadConfig } from '../dist/config/index.js';
import { findRunningEmbeddedMongodb, startEmbeddedMongodb } from '../dist/embedded-mongodb/index.js';
import { completeHashingOptions, createPasswordHasher } from '../dist/identity/password-hasher.js';
import { createIndexes } from '../dist/models/index.js';
import { createLogger } from '../dist/observability/logger.js';
import { explain, keepFilesPrivate } from '../dist/process.js';

const password = 'seeded for development';
const batchSize = 5_000;
const duplicateKey = 11_000;
const log = createLogger({ level: 'warn', toStderr: true });

async function seed(count) {
  const { config } = loadConfig(process.env, '.env');
  if (config.production)
    throw new Error('Seeding is for development: all users get a known password. Unset NODE_ENV.');
  const { uri, stop } = await openDatabase(config);
  try {
    await createIndexes({ uri, log }, { auditRetentionDays: config.auditRetentionDays });
    const client = await MongoClient.connect(uri);
    const added = await addUsers(client.db().collection('users'), count);
    await client.close();
    console.log(`Added ${added} of ${count} users, ${emailOf(1)} to ${emailOf(count)}.`);
    console.log(`Their password is: ${password}`);
  } finally {
    await stop();
  }
}

async function openDatabase({ mongodbUri, dataDir }) {
  const uri = mongodbUri ?? findRunningEmbeddedMongodb(dataDir);
  return uri === null ? startEmbeddedMongodb({ dataDir, log }) : { uri, stop: async () => undefined };
}

async function addUsers(users, count) {
  const passwordHash = await createPasswordHasher(completeHashingOptions({}, 1)).hash(password);
  const progress = new SingleBar({
    format: '{bar} {percentage} %  {value} of {total} users  {eta_formatted} left',
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
  progress.start(count, 0);
  let added = 0;
  for (let first = 1; first <= count; first += batchSize) {
    const numbers = Array.from(
      { length: Math.min(batchSize, count - first + 1) },
      (_, index) => first + index,
    );
    added += await insertMissing(
      users,
      numbers.map((number) => userOf(number, passwordHash)),
    );
    progress.increment(numbers.length);
  }
  progress.stop();
  return added;
}

/** @returns the number of users that did not exist */
async function insertMissing(users, batch) {
  try {
    return (await users.insertMany(batch, { ordered: false })).insertedCount;
  } catch (error) {
    const failures = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
    if (failures.length === 0 || failures.some(({ code }) => code !== duplicateKey)) throw error;
    return error.insertedCount;
  }
}

function userOf(number, passwordHash) {
  return {
    email: emailOf(number),
    name: `Seeded user ${number}`,
    roles: number % 100 === 0 ? ['USER', 'EDITOR'] : ['USER'],
    disabled: false,
    passwordHash,
    version: 0,
    sessionEpoch: 0,
    createdAt: new Date(),
    lastLoginAt: null,
  };
}

function emailOf(number) {
  return `seeded${String(number).padStart(8, '0')}@example.com`;
}

keepFilesPrivate();
try {
  const [text = ''] = process.argv.slice(2);
  if (!/^[1-9]\d{0,7}$/.test(text))
    throw new Error('Pass the number of users, for example: npm run seed -- 1000');
  await seed(Number(text));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
