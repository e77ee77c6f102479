import { type App, type AppOverrides, startApp } from '../app.js';
import type { Config, Secrets } from '../config/index.js';
import { openFleetLink } from './fleet-link.js';

/** Starts the app of one worker and reports its address to the primary. */
export async function startWorker(
  config: Config,
  secrets: Secrets,
  overrides: AppOverrides,
  embeddedUri: string | undefined,
): Promise<App> {
  const fleet = openFleetLink();
  const app = await startApp(config, secrets, overrides, { fleet, embeddedUri });
  fleet.onReloadKeys(() => app.reloadKeys());
  fleet.reportListening(app.url);
  return app;
}
