import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { configNames, type Environment } from './config.js';
import { secretNames } from './secrets.js';

/** What a file of environment variables says; nothing when there is none. Problems do not repeat values. */
export function readEnvFile(path: string): { values: Environment; problems: string[] } {
  try {
    const values = parseEnv(readFileSync(path, 'utf8'));
    const known = new Set<string>([...configNames, ...secretNames]);
    const unknown = Object.keys(values).filter((name) => !known.has(name));
    const problems = unknown.map(
      (name) => `${name} in ${path} is no setting of Graphward. .env.example lists them all.`,
    );
    return { values, problems };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { values: {}, problems: code === 'ENOENT' ? [] : [`${path} cannot be read: ${message}.`] };
  }
}
