import { loadConfig, withEnvFile } from '../config/index.js';
import { startEmbeddedMongodb } from '../embedded-mongodb/index.js';
import { createLogger } from '../observability/logger.js';
import { stopOnSignals } from '../process.js';

export async function runMongo(): Promise<void> {
  const { config } = loadConfig({
    ...withEnvFile(process.env, '.env'),
    MONGODB_URI: undefined,
    NODE_ENV: undefined,
  });
  const log = createLogger({ level: config.logLevel, pretty: process.stderr.isTTY, toStderr: true });
  const engine = await startEmbeddedMongodb({ dataDir: config.dataDir, log });
  stopOnSignals(() => engine.stop());
  process.stdout.write(`${engine.uri}\n`);
}
