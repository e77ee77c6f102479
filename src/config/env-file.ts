import { lstatSync, realpathSync } from 'node:fs';
import { parseEnv } from 'node:util';
import {
  checkLocation,
  readTrustedFile,
  requireTrustedOwner,
  UntrustedPathError,
} from '../trusted-files/index.js';
import { configNames, type Environment } from './config.js';
import { secretNames } from './secrets.js';

/**
 * Reads a file of environment variables. A missing file counts as empty. Problems never quote a value.
 *
 * Other users must not be able to write to the file, because it names the database and contains secrets. It may be a
 * symbolic link, because deployment tools create one.
 */
export function readEnvFile(path: string): { values: Environment; problems: string[] } {
  try {
    const values = parseEnv(readEnvText(path));
    const known = new Set<string>([...configNames, ...secretNames]);
    const unknown = Object.keys(values).filter((name) => !known.has(name));
    const problems = unknown.map(
      (name) => `${name} in ${path} is not a Graphward setting. See .env.example for all settings.`,
    );
    return { values, problems };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof UntrustedPathError) return { values: {}, problems: [message] };
    return { values: {}, problems: code === 'ENOENT' ? [] : [`${path} cannot be read: ${message}.`] };
  }
}

function readEnvText(path: string): string {
  requireTrustedOwner(path, lstatSync(path));
  checkLocation(path);
  return readTrustedFile(realpathSync(path)).content.toString('utf8');
}
