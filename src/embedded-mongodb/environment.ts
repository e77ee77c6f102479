import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where adjusted copies of the engine are kept for all data folders; undefined for a user without a home. */
export function defaultCacheDir(env: Environment, home = homeFolder()): string | undefined {
  const cache = cacheHome(env, home);
  return cache && join(cache, 'graphward', 'embedded-mongodb');
}

/** The user's cache folder, see the XDG Base Directory Specification. */
export function cacheHome({ XDG_CACHE_HOME }: Environment, home = homeFolder()): string | undefined {
  if (XDG_CACHE_HOME?.startsWith('/') === true) return XDG_CACHE_HOME;
  return home && join(home, '.cache');
}

/** What the engine's process needs to run: none of the server's secrets, no debugger's port. */
export function engineEnvironment(env: Environment): Record<string, string> {
  const kept = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'LANG', 'LC_ALL', 'TZ'];
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A container may run as a user that the system does not know. */
function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
