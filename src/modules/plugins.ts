import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphwardContext } from '../context.js';
import type { GraphwardModule } from './module.js';
import { overrideMethod } from './override-method.js';

type Plugin = ApolloServerPlugin<GraphwardContext>;

/** The Apollo plugins of all modules. The error of one that cannot start names its module. */
export function pluginsOf(modules: readonly GraphwardModule[]): readonly Plugin[] {
  return modules.flatMap(({ name, apolloPlugins = [] }) =>
    apolloPlugins.map((plugin) => named(name, plugin)),
  );
}

function named(module: string, plugin: Plugin): Plugin {
  if (!plugin.serverWillStart) return plugin;
  const serverWillStart: Plugin['serverWillStart'] = async (server) => {
    try {
      return await plugin.serverWillStart?.(server);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`An Apollo plugin of the module ${module} did not start: ${reason}`, { cause: error });
    }
  };
  return overrideMethod(plugin, 'serverWillStart', serverWillStart);
}
