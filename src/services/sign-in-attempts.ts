import { AppError } from '../errors/index.js';
import { createKeyedHash } from '../identity/keyed-hash.js';
import { networkOf } from '../identity/network-of.js';
import type { AttemptLimiter } from '../models/index.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { AttemptType, RefusedAttempts } from './refused-attempts.js';

export interface SignInAttempt {
  readonly type: AttemptType;
  /** What identifies the account: the e-mail address that was typed, or the user's ID. */
  readonly account: string;
  /** The same object for all attempts of one request. */
  readonly origin: RequestOrigin;
}

export interface SignInAttempts {
  /**
   * Counts an attempt against its client's network, then against its account there, before anything is hashed. Neither
   * costs a command when it is known to be over its limit.
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
  // Hashed, so that the collection is not a list of the addresses that people mistype.
  const hashAccount = createKeyedHash(secret, 'graphward attempts');
  const madeInRequest = new WeakMap<RequestOrigin, number>();

  function isOneTooMany(origin: RequestOrigin): boolean {
    const made = (madeInRequest.get(origin) ?? 0) + 1;
    madeInRequest.set(origin, made);
    return made > maxPerRequest;
  }

  /** Seconds to wait, null when the attempt may proceed. */
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
      if (isOneTooMany(attempt.origin)) {
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
