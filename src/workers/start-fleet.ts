import type { App } from '../app.js';
import { type BackendOptions, openBackend } from '../backend.js';
import { createClosingList } from '../closing-list.js';
import type { Config, Secrets } from '../config/index.js';
import { startEmbeddedMongodb } from '../embedded-mongodb/index.js';
import { systemClock } from '../identity/clock.js';
import type { GraphwardModule } from '../modules/index.js';
import type { Logger } from '../observability/logger.js';
import type { FirstAdmin } from '../services/index.js';
import { runWorkers } from './run-workers.js';

/** The environment variable that gives workers the URI of the primary's embedded database. */
export const embeddedUriName = 'GRAPHWARD_EMBEDDED_URI';

export interface StartFleetOptions {
  readonly log: Logger;
  readonly modules: readonly GraphwardModule[];
}

/** Starts workers that share an address. This process, the primary, runs the embedded database if it is used. */
export async function startFleet(
  config: Config,
  secrets: Secrets,
  options: StartFleetOptions,
): Promise<Omit<App, 'services'>> {
  const { log } = options;
  const closing = createClosingList(log);
  try {
    const engine =
      config.mongodbUri === null ? await startEmbeddedMongodb({ dataDir: config.dataDir, log }) : null;
    if (engine) closing.add('embedded MongoDB', () => engine.stop());
    const preparation = createClosingList(log);
    closing.add('start-up', () => preparation.closeAll());
    const admin = await prepareDatabase(config, secrets, options, engine?.uri, preparation.add);
    await admin.createConfigured();
    const env = engine ? { [embeddedUriName]: engine.uri } : {};
    const fleet = await runWorkers({ size: config.workers, env, log });
    closing.add('workers', () => fleet.stop());
    const firstAdmin = await admin.generate();
    fleet.markStarted();
    // Not awaited: nothing may delay or prevent showing the password.
    void preparation.abandon();
    return { url: fleet.url, firstAdmin, reloadKeys: () => fleet.reloadKeys(), stop: closing.closeAll };
  } catch (error) {
    await closing.abandon();
    throw error;
  }
}

/** Creates the indexes and local secrets once for all workers, and prepares to create the first administrator. */
async function prepareDatabase(
  config: Config,
  secrets: Secrets,
  { log, modules }: StartFleetOptions,
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
