import { loadConfig } from '../config/index.js';
import { startEmbeddedMongodb } from '../embedded-mongodb/index.js';
import { createLogger } from '../observability/logger.js';
import { exitOnSignals, stopOnSignals } from '../process.js';

export async function runMongo(): Promise<void> {
  const { config } = loadConfig({ ...process.env, MONGODB_URI: undefined, NODE_ENV: undefined }, '.env');
  const log = createLogger({ level: config.logLevel, pretty: process.stderr.isTTY, toStderr: true });
  const endEarlyExit = exitOnSignals();
  const engine = await startEmbeddedMongodb({ dataDir: config.dataDir, log });
  endEarlyExit();
  stopOnSignals(() => engine.stop());
  process.stdout.write(`${engine.uri}\n`);
}
