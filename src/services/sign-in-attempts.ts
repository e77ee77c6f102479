import { AppError } from '../errors/index.js';
import { createKeyedHash } from '../identity/keyed-hash.js';
import { networkOf } from '../identity/network-of.js';
import type { AttemptLimiter } from '../models/index.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { RefusedAttempts, SignInAttempt } from './refused-attempts.js';

/** Limits sign-in attempts. */
export interface SignInAttempts {
  /**
   * Counts an attempt per network, then per account and network, before anything is hashed. A limit that is known to be
   * reached costs no command.
   *
   * @throws AppError RATE_LIMITED with `retryAfter`
   */
  reserve(attempt: SignInAttempt): Promise<void>;
}

export interface SignInAttemptsOptions {
  readonly perAccount: AttemptLimiter;
  readonly perAddress: AttemptLimiter;
  readonly refused: RefusedAttempts;
  readonly secret: Buffer;
}

const maxPerRequest = 10;

export function createSignInAttempts(options: SignInAttemptsOptions): SignInAttempts {
  const { perAccount, perAddress, refused, secret } = options;
  // Hashed, so that the collection does not list the addresses that people mistype.
  const hashAccount = createKeyedHash(secret, 'graphward attempts');
  const attemptsPerRequest = new WeakMap<RequestOrigin, number>();

  function exceedsRequestLimit(origin: RequestOrigin): boolean {
    const attempts = (attemptsPerRequest.get(origin) ?? 0) + 1;
    attemptsPerRequest.set(origin, attempts);
    return attempts > maxPerRequest;
  }

  /** @returns the seconds to wait, or null if the attempt may proceed */
  async function waitFor(network: string, account: string): Promise<number | null> {
    const accountKey = hashAccount(`${account}\n${network}`);
    return (
      perAddress.knownWait(network) ??
      perAccount.knownWait(accountKey) ??
      (await perAddress.reserve(network)) ??
      (await perAccount.reserve(accountKey))
    );
  }

  return {
    reserve: async (attempt) => {
      const network = networkOf(attempt.origin.ipAddress);
      if (exceedsRequestLimit(attempt.origin)) {
        refused.add(attempt, network);
        throw new AppError(
          'RATE_LIMITED',
          `A request can make at most ${maxPerRequest} sign-in attempts. Make the others in separate requests.`,
          { retryAfter: 1 },
        );
      }
      const retryAfter = await waitFor(network, attempt.account);
      if (retryAfter === null) return;
      refused.add(attempt, network);
      throw new AppError('RATE_LIMITED', `Too many attempts. Try again in ${retryAfter} seconds.`, {
        retryAfter,
      });
    },
  };
}
