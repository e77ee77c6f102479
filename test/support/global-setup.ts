import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Starts one MongoDB for the whole run, by the command that users have; each server gets a database of its own. */
export default async function startMongodb(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'graphward-tests-'));
  const mongodb = spawn(process.execPath, ['dist/cli/graphward.js', 'mongo'], {
    env: { ...process.env, DATA_DIR: dataDir, MONGODB_URI: '', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  Object.assign(globalThis, { testMongodb: { process: mongodb, dataDir } });
  process.env.TEST_MONGODB_URI = await firstLine(mongodb.stdout);
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('The embedded MongoDB for the tests did not start.');
}
