import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphwardContext } from '../context.js';
import type { GraphwardModule } from './module.js';

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
  return new Proxy(plugin, {
    get: (target, name) => {
      if (name === 'serverWillStart') return serverWillStart;
      const value: unknown = Reflect.get(target, name);
      // A plugin may be an instance of a class with private fields.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
