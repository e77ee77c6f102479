// What a page of the audit trail costs, on the embedded engine: time, and keys and documents examined, for the first page and
// one behind nine tenths of the events, with each filter.
// Run with: npm run build && node bench/audit-pages.mjs [number of events, 1,000,000 by default]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { startEmbeddedMongodb } from '../dist/embedded-mongodb/index.js';
import { createAuditModel } from '../dist/models/audit-model.js';
import { connectDatabase } from '../dist/models/database.js';
import { createLogger } from '../dist/observability/logger.js';
import { auditEventId } from '../dist/services/audit/audit-chain.js';
import { median } from './enforcement/median.mjs';

const count = Number(process.argv[2] ?? 1_000_000);
const batch = 2_000;
const users = 1_000;
const types = ['login', 'logout', 'refresh', 'password_changed', 'access_denied'];
const pageSize = 20;
const calls = 200;

const dataDir = mkdtempSync(join(tmpdir(), 'graphward-bench-'));
const log = createLogger({ level: 'error' });
const engine = await startEmbeddedMongodb({ dataDir, log });
let command = null;
const database = await connectDatabase({
  uri: engine.uri,
  log,
  onCommand: (event) => {
    if (event.commandName === 'find') ({ command } = event);
  },
});
const audit = createAuditModel(database);
// Without the server's time limits.
const client = new MongoClient(engine.uri);
const db = client.db();

const hex = (number, digits) => number.toString(16).padStart(digits, '0');
const userId = (number) => hex(number, 24);
const begin = Date.parse('2026-01-01');
const writer = 'a'.repeat(16);
const idAt = (sequence) => auditEventId({ at: new Date(begin + sequence * 20), sequence, writer });

function eventAt(sequence) {
  const user = userId(sequence % users);
  return {
    _id: idAt(sequence),
    writer,
    sequence,
    at: new Date(begin + sequence * 20),
    // Independent of the user.
    type: types[Math.floor(sequence / users) % types.length],
    outcome: 'success',
    userId: user,
    targetUserId: null,
    sessionId: hex(sequence, 24),
    ipAddress: `192.0.2.${sequence % 256}`,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    requestId: hex(sequence, 32),
    details: [],
    users: [user],
    heads: [],
    previousAt: null,
    previousSeal: null,
    keyId: 'k'.repeat(8),
    seal: hex(sequence, 64),
  };
}

/** The time of a page, and what the database examines for it. */
async function measure(query) {
  const page = { limit: pageSize + 1, fromId: null, beforeId: null, userId: null, type: null, ...query };
  const times = [];
  for (let call = 0; call < calls; call += 1) {
    const startedAt = performance.now();
    await audit.findPage(page);
    times.push(performance.now() - startedAt);
  }
  const { find, filter, hint, sort, limit } = command;
  const explained = { find, filter, hint, sort, limit };
  const { executionStats: stats } = await db.command({ explain: explained, verbosity: 'executionStats' });
  return { ms: median(times), keys: stats.totalKeysExamined, documents: stats.totalDocsExamined };
}

try {
  const events = db.collection('auditEvents');
  await audit.createIndexes(3_650);
  for (let first = 0; first < count; first += batch) {
    const length = Math.min(batch, count - first);
    await events.insertMany(
      Array.from({ length }, (_, index) => eventAt(first + index)),
      { writeConcern: { w: 1, j: false } },
    );
    if (first % 100_000 === 0) console.error(`${first} of ${count} events`);
  }
  // Nine tenths of the events are newer.
  const deep = idAt(Math.floor(count / 10));
  const filters = {
    none: {},
    user: { userId: userId(7) },
    type: { type: 'logout' },
    'user and type': { userId: userId(7), type: 'logout' },
  };
  const rows = [];
  for (const [filter, query] of Object.entries(filters)) {
    const first = await measure(query);
    const last = await measure({ ...query, beforeId: deep });
    rows.push({
      filter,
      'first page, ms': first.ms.toFixed(2),
      'deep page, ms': last.ms.toFixed(2),
      ratio: (last.ms / first.ms).toFixed(2),
      'keys examined': `${first.keys}, ${last.keys}`,
      'documents examined': `${first.documents}, ${last.documents}`,
    });
  }
  console.log(`${(await events.estimatedDocumentCount()).toLocaleString('en')} events`);
  console.table(rows);
} finally {
  await client.close();
  await database.close();
  await engine.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
