/**
 * Whether the time of a failed sign-in tells if there is an account: signs in to known and unknown addresses in
 * turn and compares the medians. Exits with 1 when they differ by 5 % or more.
 *
 *   npm run build && node bench/sign-in-timing.mjs [pairs]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createApp, loadConfig } from '../dist/index.js';

const pairs = Number(process.argv[2] ?? 100);
const emails = { known: 'alice@example.com', unknown: 'nobody@example.com' };
const dataDir = mkdtempSync(join(tmpdir(), 'graphward-bench-'));
const { config, secrets } = loadConfig({
  PORT: '0',
  DATA_DIR: dataDir,
  LOG_LEVEL: 'silent',
  SIGN_IN_LIMIT_PER_ACCOUNT: '1000000',
  SIGN_IN_LIMIT_PER_ADDRESS: '1000000',
});
const app = await createApp(config, secrets);

async function ask(query) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  return response.json();
}

async function millisecondsToFail(email) {
  const began = performance.now();
  const { errors } = await ask(
    `mutation { login(input: { email: "${email}", password: "not the password" }) { expiresIn } }`,
  );
  if (errors?.[0]?.extensions.code !== 'INVALID_CREDENTIALS') throw new Error(JSON.stringify(errors));
  return performance.now() - began;
}

function medianOf(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

try {
  await ask(
    `mutation { register(input: { email: "${emails.known}", password: "four words make one" }) { expiresIn } }`,
  );
  const times = { known: [], unknown: [] };
  for (let pair = -5; pair < pairs; pair += 1) {
    const order = pair % 2 === 0 ? ['known', 'unknown'] : ['unknown', 'known'];
    for (const kind of order) {
      const taken = await millisecondsToFail(emails[kind]);
      // The first ones are for warming up.
      if (pair >= 0) times[kind].push(taken);
    }
  }
  const medians = { known: medianOf(times.known), unknown: medianOf(times.unknown) };
  const difference = Math.abs(medians.known / medians.unknown - 1);
  console.log(
    `known ${medians.known.toFixed(2)} ms, unknown ${medians.unknown.toFixed(2)} ms: ${(difference * 100).toFixed(1)} % apart (${pairs} of each)`,
  );
  if (difference >= 0.05) process.exitCode = 1;
} finally {
  await app.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
