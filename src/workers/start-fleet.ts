import type { App } from '../app.js';
import { type BackendOptions, openBackend } from '../backend.js';
import { createClosingList } from '../closing-list.js';
import type { Config, Secrets } from '../config/index.js';
import { startEmbeddedMongodb } from '../embedded-mongodb/index.js';
import type { GraphwardModule } from '../graphql/module.js';
import { systemClock } from '../identity/clock.js';
import type { Logger } from '../observability/logger.js';
import type { FirstAdmin } from '../services/index.js';
import { runWorkers } from './run-workers.js';

/** How a worker learns of the embedded database that the primary runs. */
export const embeddedUriName = 'GRAPHWARD_EMBEDDED_URI';

export interface FleetBasis {
  readonly log: Logger;
  readonly modules: readonly GraphwardModule[];
}

/** Several processes that share one address; this one, the primary, owns the embedded database if there is one. */
export async function startFleet(
  config: Config,
  secrets: Secrets,
  options: FleetBasis,
): Promise<Pick<App, 'url' | 'firstAdmin' | 'stop'>> {
  const { log } = options;
  const closing = createClosingList(log);
  try {
    const engine =
      config.mongodbUri === null ? await startEmbeddedMongodb({ dataDir: config.dataDir, log }) : null;
    if (engine) closing.add('embedded MongoDB', () => engine.stop());
    const preparing = createClosingList(log);
    closing.add('start-up', () => preparing.closeAll());
    const admin = await prepareDatabase(config, secrets, options, engine?.uri, preparing.add);
    await admin.createConfigured();
    const env = engine ? { [embeddedUriName]: engine.uri } : {};
    const fleet = await runWorkers({ size: config.workers, env, log });
    closing.add('workers', () => fleet.stop());
    const firstAdmin = await admin.generate();
    fleet.markStarted();
    // Behind the return: nothing may delay or prevent showing the password.
    void preparing.abandon();
    return { url: fleet.url, firstAdmin, stop: closing.closeAll };
  } catch (error) {
    await closing.abandon();
    throw error;
  }
}

/** Creates, once for all workers, what a first start creates: indexes, local secrets and the administrator. */
async function prepareDatabase(
  config: Config,
  secrets: Secrets,
  { log, modules }: FleetBasis,
  embeddedUri: string | undefined,
  onClose: BackendOptions['onClose'],
): Promise<FirstAdmin> {
  const { firstAdmin } = await openBackend({
    config,
    secrets,
    log,
    clock: systemClock,
    modules,
    onClose,
    embeddedUri,
  });
  return firstAdmin;
}
