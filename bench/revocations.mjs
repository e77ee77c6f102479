// What the blocklist in memory costs: look-ups and memory at 0, 1,000, 100,000 and 1,000,000 live revocations.
// Run with: npm run build && node --expose-gc bench/revocations.mjs
import { randomBytes } from 'node:crypto';
import { createRevocationIndex } from '../dist/services/revocation-index.js';

const lifetimeSeconds = 600;
const lookUps = 200_000;

const memory = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
};

function measure(count) {
  const before = memory();
  const index = createRevocationIndex(() => new Date(), lifetimeSeconds);
  const now = Date.now();
  let longestAdd = 0;
  for (let added = 0; added < count; added += 1) {
    const revokedAt = new Date(now - (added % (lifetimeSeconds - 60)) * 1000);
    const startedAt = performance.now();
    index.add({ key: `sid:${randomBytes(12).toString('hex')}`, minVersion: null, revokedAt });
    longestAdd = Math.max(longestAdd, performance.now() - startedAt);
  }
  const token = { tokenId: 'x'.repeat(22), sessionId: 'f'.repeat(24), userId: 'e'.repeat(24), version: 0 };
  for (let warm = 0; warm < lookUps; warm += 1) index.status(token);
  const startedAt = performance.now();
  for (let done = 0; done < lookUps; done += 1) index.status(token);
  const microseconds = ((performance.now() - startedAt) * 1000) / lookUps;
  return {
    revocations: count,
    'µs a look-up': microseconds.toFixed(2),
    'MiB more': (memory() - before).toFixed(1),
    'longest add, ms': longestAdd.toFixed(1),
    size: index.size,
  };
}

console.table([0, 1_000, 100_000, 1_000_000].map(measure));
