import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Imports the JavaScript file that an option names, and reads what the command needs from its exports.
 *
 * @throws Error naming the option and the file when it does not exist or cannot be loaded
 */
export async function importFile<T>(
  option: string,
  file: string,
  read: (exported: Readonly<Record<string, unknown>>) => T | Promise<T>,
): Promise<T> {
  const path = resolve(file);
  if (!existsSync(path)) throw new Error(`${option}: ${file} does not exist.`);
  try {
    return await read((await import(pathToFileURL(path).href)) as Record<string, unknown>);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${option}: ${file} cannot be loaded: ${reason}`, { cause });
  }
}
