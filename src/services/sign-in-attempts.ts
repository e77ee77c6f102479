import { AppError } from '../errors/index.js';
import { createKeyedHash } from '../identity/keyed-hash.js';
import { networkOf } from '../identity/network-of.js';
import type { WorkQueue } from '../identity/work-queue.js';
import type { AttemptLimiter } from '../models/index.js';
import type { RequestOrigin } from '../observability/security-events.js';
import type { RefusedAttempts, SignInAttempt } from './refused-attempts.js';

/** Limits sign-in attempts. */
export interface SignInAttempts {
  /**
   * Waits for the attempt's turn to hash, counts it per network, then per account and network, and makes it. A limit that
   * is known to be reached costs no command and no turn.
   *
   * The attempt is counted last, so that one the queue rejects changes no counter. The queue comes before any look-up, so
   * that a rejection does not reveal whether the account exists.
   *
   * @throws AppError RATE_LIMITED or SERVICE_UNAVAILABLE with `retryAfter`
   */
  make<Result>(attempt: SignInAttempt, work: () => Promise<Result>): Promise<Result>;
  /**
   * Counts a code of a second factor per account, from all networks together, because a code is short enough to be guessed.
   *
   * @throws AppError RATE_LIMITED with `retryAfter`
   */
  countCode(attempt: SignInAttempt): Promise<void>;
  /** Forgets the attempts with these accounts, from every network. */
  forget(accounts: readonly string[]): Promise<void>;
}

export interface SignInAttemptsOptions {
  readonly perAccount: AttemptLimiter;
  readonly perAddress: AttemptLimiter;
  readonly refused: RefusedAttempts;
  readonly queue: WorkQueue;
  readonly secret: Buffer;
  /** Other values of the secret: instances count with theirs while it is being changed. */
  readonly otherSecrets: readonly Buffer[];
}

const maxPerRequest = 10;

export function createSignInAttempts(options: SignInAttemptsOptions): SignInAttempts {
  const { perAccount, perAddress, refused, queue, secret, otherSecrets } = options;
  // Hashed, so that the collection does not list the addresses that people mistype.
  const hashAccount = createKeyedHash(secret, 'graphward attempts');
  const hashes = [hashAccount, ...otherSecrets.map((other) => createKeyedHash(other, 'graphward attempts'))];
  const attemptsPerRequest = new WeakMap<RequestOrigin, number>();

  function exceedsRequestLimit(origin: RequestOrigin): boolean {
    const attempts = (attemptsPerRequest.get(origin) ?? 0) + 1;
    attemptsPerRequest.set(origin, attempts);
    return attempts > maxPerRequest;
  }

  const keysOf = ({ account, origin }: SignInAttempt): AttemptKeys => {
    const network = networkOf(origin.ipAddress);
    return { network, account: `${hashAccount(account)} ${network}` };
  };
  const knownWait = ({ network, account }: AttemptKeys) =>
    perAddress.knownWait(network) ?? perAccount.knownWait(account);
  const reserve = async ({ network, account }: AttemptKeys) =>
    (await perAddress.reserve(network)) ?? (await perAccount.reserve(account));

  function reject(attempt: SignInAttempt, network: string, message: string, retryAfter: number): never {
    refused.add(attempt, network);
    throw new AppError('RATE_LIMITED', message, { retryAfter });
  }

  function rejectIfLimited(attempt: SignInAttempt, network: string, wait: number | null): void {
    if (wait !== null) reject(attempt, network, `Too many attempts. Try again in ${wait} seconds.`, wait);
  }

  return {
    make: async (attempt, work) => {
      const keys = keysOf(attempt);
      if (exceedsRequestLimit(attempt.origin)) {
        const limit = `A request can make at most ${maxPerRequest} sign-in attempts.`;
        reject(attempt, keys.network, `${limit} Make the others in separate requests.`, 1);
      }
      rejectIfLimited(attempt, keys.network, knownWait(keys));
      return queue.run(async () => {
        // Other attempts may have reached a limit in the meantime.
        rejectIfLimited(attempt, keys.network, knownWait(keys) ?? (await reserve(keys)));
        return work();
      });
    },
    countCode: async (attempt) => {
      const key = `${hashAccount(attempt.account)} code`;
      const wait = perAccount.knownWait(key) ?? (await perAccount.reserve(key));
      rejectIfLimited(attempt, networkOf(attempt.origin.ipAddress), wait);
    },
    forget: async (accounts) => {
      for (const account of accounts) for (const hash of hashes) await perAccount.forget(`${hash(account)} `);
    },
  };
}

interface AttemptKeys {
  readonly network: string;
  readonly account: string;
}
