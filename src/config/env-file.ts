import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError } from './config-error.js';
import { configNames, type Environment } from './config.js';
import { secretNames } from './secrets.js';

/**
 * The environment with what a `.env` file adds to it; a variable that is already set wins.
 *
 * @throws ConfigError when the file names a variable that Graphward does not know
 */
export function withEnvFile(env: Environment, path: string): Environment {
  const file = readEnvFile(path);
  const known = new Set<string>([...configNames, ...secretNames]);
  const unknown = Object.keys(file).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new ConfigError(
      unknown.map((name) => `${name} in ${path} is no setting of Graphward. .env.example lists them all.`),
    );
  }
  return { ...file, ...env };
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new ConfigError([`${path} cannot be read: ${(error as Error).message}.`]);
  }
}
