import { readFileSync } from 'node:fs';

/** @throws Error with the reason why the file cannot be read */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : message;
    throw new Error(`${file} cannot be read: ${reason}.`, { cause });
  }
}
