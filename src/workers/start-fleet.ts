import type { App } from '../app.js';
import { openBackend } from '../backend.js';
import { createClosingList } from '../closing-list.js';
import type { Config, Secrets } from '../config/index.js';
import { startEmbeddedMongodb } from '../embedded-mongodb/index.js';
import { authorizeSchema } from '../graphql/schema.js';
import { systemClock } from '../identity/clock.js';
import type { Logger } from '../observability/logger.js';
import { createMetrics } from '../observability/metrics.js';
import { createSecurityEvents } from '../observability/security-events.js';
import { runWorkers } from './run-workers.js';

/** How a worker learns of the embedded database that the primary runs. */
export const embeddedUriName = 'GRAPHWARD_EMBEDDED_URI';

/** Several processes that answer at one address; this one, the primary, owns the embedded database if there is one. */
export async function startFleet(
  config: Config,
  secrets: Secrets,
  log: Logger,
): Promise<Pick<App, 'url' | 'firstAdmin' | 'stop'>> {
  const closing = createClosingList();
  try {
    const engine =
      config.mongodbUri === null ? await startEmbeddedMongodb({ dataDir: config.dataDir, log }) : null;
    if (engine) closing.add(() => engine.stop());
    const firstAdmin = await prepareDatabase(config, secrets, log, engine?.uri);
    const env = engine ? { [embeddedUriName]: engine.uri } : {};
    const fleet = await runWorkers({ size: config.workers, env, log });
    closing.add(() => fleet.stop());
    return { url: fleet.url, firstAdmin, stop: closing.closeAll };
  } catch (error) {
    await closing.closeAll();
    throw error;
  }
}

/** Makes, once for all workers, what a first start makes: indexes, local secrets, the first administrator. */
async function prepareDatabase(
  config: Config,
  secrets: Secrets,
  log: Logger,
  embeddedUri: string | undefined,
): Promise<App['firstAdmin']> {
  const closing = createClosingList();
  const metrics = createMetrics();
  const { holdsRole } = authorizeSchema({
    modules: [],
    introspection: config.introspection,
    clock: systemClock,
    log,
  });
  try {
    const { firstAdmin } = await openBackend({
      config,
      secrets,
      log,
      clock: systemClock,
      metrics,
      events: createSecurityEvents(log, metrics),
      holdsRole,
      onClose: closing.add,
      embeddedUri,
    });
    return firstAdmin;
  } finally {
    await closing.closeAll();
  }
}
