import { type App, type AppOverrides, createApp } from '../app.js';
import type { Config, Secrets } from '../config/index.js';
import { openFleetLink } from './fleet-link.js';

/** One of several processes that share a port: an app that the primary knows of. */
export async function startWorker(config: Config, secrets: Secrets, overrides: AppOverrides): Promise<App> {
  const fleet = openFleetLink();
  const app = await createApp(config, secrets, { ...overrides, fleet });
  fleet.reportListening(app.url);
  return app;
}
