import { loadConfig } from '../config/index.js';
import { startEmbeddedMongodb } from '../embedded-mongodb/index.js';
import { createLogger } from '../observability/logger.js';
import { stopOnSignals } from '../process.js';

export async function runMongo(): Promise<void> {
  const { config } = loadConfig({ ...process.env, MONGODB_URI: undefined, NODE_ENV: undefined }, '.env');
  const log = createLogger({ level: config.logLevel, pretty: process.stderr.isTTY, toStderr: true });
  const engine = await startEmbeddedMongodb({ dataDir: config.dataDir, log });
  stopOnSignals(() => engine.stop());
  process.stdout.write(`${engine.uri}\n`);
}
