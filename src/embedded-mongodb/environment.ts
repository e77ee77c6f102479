import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The default folder for patched copies of the engine; undefined when the user has no home folder. */
export function defaultCacheDir(env: Environment, home = homeFolder()): string | undefined {
  const cache = cacheHome(env, home);
  return cache && join(cache, 'graphward', 'embedded-mongodb');
}

/** The user's cache folder, as in the XDG Base Directory Specification. */
export function cacheHome({ XDG_CACHE_HOME }: Environment, home = homeFolder()): string | undefined {
  if (XDG_CACHE_HOME?.startsWith('/') === true) return XDG_CACHE_HOME;
  return home && join(home, '.cache');
}

/** Selects the variables that the engine's process needs: no secrets, and no options that open a debugger. */
export function engineEnvironment(env: Environment): Record<string, string> {
  const kept = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'LANG', 'LC_ALL', 'TZ'];
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Undefined when the user is unknown to the system, as in some containers. */
function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
