import { availableParallelism } from 'node:os';
import argon2 from 'argon2';
import { AppError } from '../errors/index.js';
import { isPossiblePassword, normalizePassword } from './password-policy.js';

export interface PasswordHasher {
  /** Resolves to a PHC string that carries its own parameters and salt. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password is the hashed one. Without a hash it takes just as long and answers false, so that
   * nobody learns from the time whether there is an account.
   */
  verify(hash: string | null, password: string): Promise<boolean>;
  /** Whether the hash was made with weaker parameters than today's. */
  needsRehash(hash: string): boolean;
}

export interface PasswordHasherOptions {
  readonly memoryKiB?: number;
  readonly iterations?: number;
  /** How many hashes may be under way at once; each takes `memoryKiB` of memory and one core. */
  readonly concurrency?: number;
  /** How many may wait for their turn; the next one is refused with SERVICE_UNAVAILABLE. */
  readonly maxWaiting?: number;
}

/** Argon2id with OWASP's parameters (19 MiB, 2 iterations, 1 lane), a bounded number at a time. */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const parameters = {
    memoryCost: options.memoryKiB ?? 19_456,
    timeCost: options.iterations ?? 2,
    parallelism: 1,
  };
  const inTurn = createQueue(options.concurrency ?? availableParallelism(), options.maxWaiting ?? 64);
  const hash = (password: string) =>
    argon2.hash(normalizePassword(password), { ...parameters, type: argon2.argon2id });
  let dummyHash: Promise<string> | undefined;

  return {
    hash: (password) => inTurn(() => hash(password)),
    verify: (storedHash, password) =>
      inTurn(async () => {
        dummyHash ??= hash('the password of nobody');
        const tried = isPossiblePassword(password) ? normalizePassword(password) : '';
        const matches = await argon2.verify(storedHash ?? (await dummyHash), tried);
        return matches && storedHash !== null;
      }),
    needsRehash: (storedHash) => argon2.needsRehash(storedHash, parameters),
  };
}

function createQueue(concurrency: number, maxWaiting: number) {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running >= concurrency) {
      if (waiting.length >= maxWaiting) {
        throw new AppError('SERVICE_UNAVAILABLE', 'Too many sign-ins at once. Try again in a moment.', {
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
