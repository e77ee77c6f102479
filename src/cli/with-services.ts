import type { Services } from '../services/index.js';
import type { ServicesOptions } from './run-with-services.js';

/** Loads the services on demand, because the other commands need no database. */
export async function withServices(
  options: ServicesOptions,
  work: (services: Services, knownRoles: readonly string[]) => Promise<void>,
): Promise<void> {
  const { runWithServices } = await import('./run-with-services.js');
  await runWithServices(work, options);
  // A module may have opened something that would keep the process alive.
  if (options.modules) process.stdout.write('', () => process.exit());
}
