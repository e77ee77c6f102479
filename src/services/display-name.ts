import { AppError } from '../errors/index.js';
import { isSafeText } from '../identity/free-text.js';

const maxLength = 100;

/**
 * Normalizes a display name.
 *
 * @returns null for an empty one
 * @throws AppError BAD_USER_INPUT (`field`: name) if it is too long or contains invisible characters
 */
export function requireDisplayName(typed: string | null): string | null {
  const name = typed?.normalize('NFC').trim() ?? '';
  const problem = problemOf(typed ?? '', name);
  if (problem) throw new AppError('BAD_USER_INPUT', problem, { field: 'name' });
  return name === '' ? null : name;
}

function problemOf(typed: string, name: string): string | null {
  if ([...name].length > maxLength) return `The name is longer than ${maxLength} characters. Shorten it.`;
  if (isSafeText(typed)) return null;
  return 'The name contains control, bidirectional, zero-width or other invisible characters. Remove them.';
}
