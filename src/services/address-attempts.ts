import { AppError } from '../errors/index.js';
import { networkOf } from '../identity/network-of.js';
import type { AttemptLimiter } from '../models/index.js';

/** Limits attempts per client IP address; an IPv6 /64 counts as one address. */
export interface AddressAttempts {
  /** @throws AppError RATE_LIMITED with `retryAfter` */
  reserve(ipAddress: string | null): Promise<void>;
}

export function createAddressAttempts(limiter: AttemptLimiter): AddressAttempts {
  return {
    reserve: async (ipAddress) => {
      const retryAfter = await limiter.reserve(networkOf(ipAddress));
      if (retryAfter === null) return;
      throw new AppError('RATE_LIMITED', `Too many attempts. Try again in ${retryAfter} seconds.`, {
        retryAfter,
      });
    },
  };
}
