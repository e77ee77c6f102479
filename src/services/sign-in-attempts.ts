import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { AppError } from '../errors/index.js';
import type { AttemptLimiter } from '../models/index.js';

export interface SignInAttempts {
  /**
   * Counts an attempt against its account and its address, before anything is hashed.
   *
   * @throws AppError RATE_LIMITED with `retryAfter`
   */
  reserve(attempt: { readonly account: string; readonly ipAddress: string | null }): Promise<void>;
}

export function createSignInAttempts(perAccount: AttemptLimiter, perAddress: AttemptLimiter): SignInAttempts {
  return {
    reserve: async ({ account, ipAddress }) => {
      const address = networkOf(ipAddress);
      // Hashed, so that the collection is no list of the addresses that people mistype.
      const accountKey = createHash('sha256').update(`${account}\n${address}`).digest('base64url');
      const waits = await Promise.all([perAccount.reserve(accountKey), perAddress.reserve(address)]);
      const retryAfter = Math.max(...waits.map((wait) => wait ?? 0));
      if (retryAfter > 0) {
        throw new AppError('RATE_LIMITED', `Too many attempts. Try again in ${retryAfter} seconds.`, {
          retryAfter,
        });
      }
    },
  };
}

/** An IPv6 customer commands a /64 of addresses, so that counts as one. */
function networkOf(ipAddress: string | null): string {
  if (ipAddress === null) return 'unknown';
  if (!isIPv6(ipAddress)) return ipAddress;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ipAddress)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = ipAddress.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  return `${[...groups, ...Array<string>(missing).fill('0')].slice(0, 4).join(':')}::/64`;
}
