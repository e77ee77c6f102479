import { openBackend } from '../backend.js';
import { createClosingList } from '../closing-list.js';
import { loadConfig } from '../config/index.js';
import { requireEmbeddedDatabase } from '../embedded-mongodb/index.js';
import { systemClock } from '../identity/clock.js';
import { createLogger } from '../observability/logger.js';
import { keepFilesPrivate } from '../process.js';
import type { Services } from '../services/index.js';
import { loadModules } from './schema-source.js';

export interface ServicesOptions {
  /** JavaScript files that export the server's modules. */
  readonly modules?: readonly string[];
  /** Creates the embedded database if it does not exist, which is otherwise an error. */
  readonly createsDatabase?: boolean;
}

/** Runs `work` with the services of a server that has these modules, on the server's database. */
export async function runWithServices(
  work: (services: Services, knownRoles: readonly string[]) => Promise<void>,
  { modules: moduleFiles, createsDatabase = false }: ServicesOptions,
): Promise<void> {
  keepFilesPrivate();
  const modules = await loadModules(moduleFiles);
  const { config, secrets } = loadConfig(process.env, '.env');
  if (config.mongodbUri === null && !createsDatabase) requireEmbeddedDatabase(config.dataDir);
  const log = createLogger({ level: config.logLevel === 'info' ? 'warn' : config.logLevel, toStderr: true });
  const closing = createClosingList(log);
  try {
    const { services, policy } = await openBackend({
      config,
      secrets,
      log,
      clock: systemClock,
      modules,
      // Always logged, so that an audit finds changes made from the command line.
      eventLog: createLogger({ level: 'info', toStderr: true }),
      onClose: closing.add,
      sharesEmbedded: true,
    });
    await work(services, policy.roleNames);
  } catch (error) {
    await closing.abandon();
    throw error;
  }
  await closing.closeAll();
}
