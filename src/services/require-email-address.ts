import { AppError } from '../errors/index.js';
import { normalizeEmailAddress } from '../identity/email-address.js';

/** Normalizes an address. @throws AppError BAD_USER_INPUT if it is malformed */
export function requireEmailAddress(email: string, field: string): string {
  const address = normalizeEmailAddress(email);
  if (address !== null) return address;
  throw new AppError('BAD_USER_INPUT', 'The e-mail address is invalid. It must look like name@example.com.', {
    field,
  });
}
