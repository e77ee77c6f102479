import type { Config } from '../config/index.js';
import type { GraphwardModule, ModuleConfig, ModuleStart } from './module.js';

/** The settings without the URI of the database, which may contain credentials. */
export function configForModules(config: Config): ModuleConfig {
  const visible = Object.entries(config).filter(([name]) => name !== 'mongodbUri');
  return Object.fromEntries(visible) as unknown as ModuleConfig;
}

/**
 * Starts modules in their order.
 *
 * @param onStop registers what stops a module, to be called in reverse order
 * @throws Error that names the module
 */
export async function startModules(
  modules: readonly GraphwardModule[],
  parts: ModuleStart,
  onStop: (name: string, stop: () => Promise<unknown>) => void,
): Promise<void> {
  for (const { name, start } of modules) {
    if (!start) continue;
    const started = await startModule(name, start, parts);
    if (started) onStop(`module ${name}`, () => Promise.resolve(started.stop()));
  }
}

async function startModule(name: string, start: NonNullable<GraphwardModule['start']>, parts: ModuleStart) {
  try {
    return await start(parts);
  } catch (error) {
    throw new Error(
      `The module ${name} did not start: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}
