import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import argon2 from 'argon2';
import { isPossiblePassword, normalizePassword } from './password-policy.js';
import { createWorkQueue } from './work-queue.js';

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
 * The cost of hashing a password, and how many sign-ins may hash and wait concurrently.
 *
 * @example
 * ```ts
 * const passwordHashing: PasswordHasherOptions = { memoryKiB: 65_536, iterations: 3, concurrency: 2 };
 * ```
 */
export interface PasswordHasherOptions {
  readonly memoryKiB?: number;
  readonly iterations?: number;
  /**
   * The maximum number of concurrent hashes. Each needs `memoryKiB` of memory, one core and one thread of libuv's pool.
   * By default the number of cores divided by `WORKERS`, from 1 to 3.
   */
  readonly concurrency?: number;
  /** The maximum number of waiting sign-ins, 256 by default. Further ones fail with SERVICE_UNAVAILABLE. */
  readonly maxWaiting?: number;
  /** How long a sign-in may wait for its turn, 1,000 ms by default. Then it fails with SERVICE_UNAVAILABLE. */
  readonly maxWaitMs?: number;
}

/** Leaves one of the four threads that libuv starts by default to file access and DNS look-ups. */
const maxConcurrency = 3;

/**
 * Returns OWASP's parameters for Argon2id (19 MiB, 2 iterations, 1 lane) and this process's share of the machine, or
 * what replaces them.
 *
 * @param workers the number of processes that share the machine's cores
 */
export function completeHashingOptions(
  options: PasswordHasherOptions,
  workers: number,
): Required<PasswordHasherOptions> {
  return {
    memoryKiB: 19_456,
    iterations: 2,
    concurrency: Math.max(1, Math.min(maxConcurrency, Math.floor(availableParallelism() / workers))),
    maxWaiting: 256,
    maxWaitMs: 1_000,
    ...options,
  };
}

/** Creates an Argon2id hasher with bounded concurrency. */
export function createPasswordHasher(
  options: Pick<Required<PasswordHasherOptions>, 'memoryKiB' | 'iterations' | 'concurrency'>,
): PasswordHasher {
  const parameters = { memoryCost: options.memoryKiB, timeCost: options.iterations, parallelism: 1 };
  const queue = createWorkQueue({ concurrency: options.concurrency });
  const hash = (password: string) =>
    argon2.hash(normalizePassword(password), { ...parameters, type: argon2.argon2id });
  const dummyHash = createDummyHash(options.memoryKiB, options.iterations);

  return {
    hash: (password) => queue.run(() => hash(password)),
    verify: (storedHash, password) =>
      queue.run(async () => {
        const candidate = isPossiblePassword(password) ? normalizePassword(password) : '';
        const matches = await argon2.verify(storedHash ?? dummyHash, candidate);
        return matches && storedHash !== null;
      }),
    needsRehash: (storedHash) => argon2.needsRehash(storedHash, parameters),
  };
}

/** A hash that no password has. Random bytes stand for the salt and the digest, so that no hash has to be computed. */
function createDummyHash(memoryKiB: number, iterations: number): string {
  const [salt, digest] = [16, 32].map((bytes) => randomBytes(bytes).toString('base64').replace(/=+$/, ''));
  return `$argon2id$v=19$m=${memoryKiB},t=${iterations},p=1$${salt}$${digest}`;
}
