import { loadConfig } from '../config/index.js';
import { startEmbeddedMongodb } from '../embedded-mongodb/index.js';
import { createLogger } from '../observability/logger.js';
import { handleStopSignals, keepFilesPrivate } from '../process.js';

export async function runMongo(): Promise<void> {
  keepFilesPrivate();
  const { config } = loadConfig({ ...process.env, MONGODB_URI: undefined, NODE_ENV: undefined }, '.env');
  const log = createLogger({ level: config.logLevel, pretty: process.stderr.isTTY, toStderr: true });
  const signals = handleStopSignals();
  const engine = await startEmbeddedMongodb({ dataDir: config.dataDir, log });
  signals.stopWith(() => engine.stop());
  process.stdout.write(`${engine.uri}\n`);
}
