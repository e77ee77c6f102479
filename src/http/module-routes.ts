import type { FastifyInstance, RouteOptions } from 'fastify';
import type { GraphwardModule, RouteParts } from '../modules/index.js';
import { consolePath } from './console-routes.js';

export interface ModuleRoutesOptions {
  readonly modules: readonly GraphwardModule[];
  readonly parts: RouteParts;
}

/** Paths of the server that not every configuration has. */
const reservedPaths = ['/graphiql', '/revocations', consolePath];

/** Notes the paths of the routes that are registered from now on. */
export function notePaths(server: FastifyInstance): ReadonlySet<string> {
  const paths = new Set(reservedPaths);
  server.addHook('onRoute', ({ url }) => void paths.add(url));
  return paths;
}

/**
 * Adds the routes of modules, each module's in a scope of its own. They inherit the server's headers, limits and error
 * handling.
 *
 * @param ownPaths the server's own paths, which modules must not use
 * @throws Error listing every problem, each with the name of the module
 */
export async function registerModuleRoutes(
  server: FastifyInstance,
  ownPaths: ReadonlySet<string>,
  { modules, parts }: ModuleRoutesOptions,
): Promise<void> {
  const owners = new Map<string, string>();
  const problems: string[] = [];
  for (const { name, routes } of modules) {
    if (!routes) continue;
    const fail = (error: unknown) => problems.push(problemOf(name, error));
    const plugins = server.register(async (scope) => {
      scope.addHook('onRoute', (route) => requireFree(route, name, ownPaths, owners));
      try {
        await routes(scope, parts);
      } catch (error) {
        fail(error);
      }
    });
    try {
      await plugins;
    } catch (error) {
      // Fastify cannot go on when a plugin that the module registers has failed.
      fail(error);
      break;
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** @param owners the modules of the routes added so far */
function requireFree(
  { method, url }: Pick<RouteOptions, 'method' | 'url'>,
  module: string,
  ownPaths: ReadonlySet<string>,
  owners: Map<string, string>,
): void {
  if (ownPaths.has(url) || url.startsWith(`${consolePath}/`))
    throw new Error(`${url} is a path of the server. Choose another.`);
  for (const each of [method].flat()) {
    const route = `${each} ${url}`;
    const owner = owners.get(route) ?? module;
    if (owner !== module) throw new Error(`the module ${owner} has the route ${route}, too.`);
    owners.set(route, module);
  }
}

function problemOf(module: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `The routes of the module ${module} cannot be added: ${reason}`;
}
