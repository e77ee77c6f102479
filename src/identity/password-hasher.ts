import { availableParallelism } from 'node:os';
import argon2 from 'argon2';
import { AppError } from '../errors/index.js';
import { isPossiblePassword, normalizePassword } from './password-policy.js';

/** Hashes and verifies passwords. */
export interface PasswordHasher {
  /** Resolves to a PHC string, which includes the parameters and the salt. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password matches the hash. Without a hash, it takes just as long and resolves to false, so that the
   * duration does not reveal whether an account exists.
   */
  verify(hash: string | null, password: string): Promise<boolean>;
  /** Whether the hash was created with other parameters than the current ones. */
  needsRehash(hash: string): boolean;
}

/**
 * The cost of hashing a password, and how many hashes run concurrently.
 *
 * @example
 * ```ts
 * const passwordHashing: PasswordHasherOptions = { memoryKiB: 65_536, iterations: 3, concurrency: 2 };
 * ```
 */
export interface PasswordHasherOptions {
  readonly memoryKiB?: number;
  readonly iterations?: number;
  /** The maximum number of concurrent hashes. Each needs `memoryKiB` of memory and one core. */
  readonly concurrency?: number;
  /** The maximum number of waiting calls. Further calls fail with SERVICE_UNAVAILABLE. */
  readonly maxWaiting?: number;
}

/** Creates an Argon2id hasher with OWASP's parameters (19 MiB, 2 iterations, 1 lane) and bounded concurrency. */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const parameters = {
    memoryCost: options.memoryKiB ?? 19_456,
    timeCost: options.iterations ?? 2,
    parallelism: 1,
  };
  const enqueue = createQueue(options.concurrency ?? availableParallelism(), options.maxWaiting ?? 64);
  const hash = (password: string) =>
    argon2.hash(normalizePassword(password), { ...parameters, type: argon2.argon2id });
  let dummyHash: Promise<string> | undefined;

  return {
    hash: (password) => enqueue(() => hash(password)),
    verify: (storedHash, password) =>
      enqueue(async () => {
        dummyHash ??= hash('a password that no account has');
        const candidate = isPossiblePassword(password) ? normalizePassword(password) : '';
        const matches = await argon2.verify(storedHash ?? (await dummyHash), candidate);
        return matches && storedHash !== null;
      }),
    needsRehash: (storedHash) => argon2.needsRehash(storedHash, parameters),
  };
}

function createQueue(concurrency: number, maxWaiting: number) {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async function enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running >= concurrency) {
      if (waiting.length >= maxWaiting) {
        throw new AppError('SERVICE_UNAVAILABLE', 'Too many concurrent sign-ins. Try again in a moment.', {
          retryAfter: 1,
        });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
