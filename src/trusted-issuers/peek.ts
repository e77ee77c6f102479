import { maxTokenLength } from '../identity/verification-steps.js';

/**
 * Parses the header (0) or the payload (1) of a token that has not been verified. For choosing the issuer and its key only.
 *
 * @returns null if it is not a JSON object
 */
export function partOf(token: string, index: 0 | 1): Readonly<Record<string, unknown>> | null {
  if (token.length > maxTokenLength) return null;
  try {
    const part: unknown = JSON.parse(
      Buffer.from(token.split('.')[index] ?? '', 'base64url').toString('utf8'),
    );
    return typeof part === 'object' && part !== null ? (part as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
