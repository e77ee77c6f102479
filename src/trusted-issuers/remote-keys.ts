import { createRemoteJWKSet, customFetch } from 'jose';
import type { TrustedIssuer } from '../config/index.js';
import { AppError } from '../errors/index.js';
import type { VerificationKey } from '../identity/verification-steps.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { fetchLimited } from './fetch-limited.js';
import { usableKey } from './usable-key.js';

/** The public keys of another issuer, fetched when they are needed. */
export interface RemoteKeys {
  /**
   * Returns a key without waiting.
   *
   * @throws AppError SERVICE_UNAVAILABLE if the key is unknown because the keys could not be fetched
   */
  find(kid: string): VerificationKey | undefined;
  /** Fetches the keys if this one is unknown and a fetch is due. Never rejects. Undefined: there is nothing to wait for. */
  prepare(kid: string): Promise<void> | undefined;
}

/** When keys are fetched, in milliseconds. */
export interface RemoteKeyTimes {
  /** How long a fetch may take. */
  readonly timeoutMs: number;
  /** For how long after a successful fetch an unknown key causes no other one. */
  readonly cooldownMs: number;
  /** For how long after a failed fetch there is no other one. */
  readonly retryMs: number;
  /** The age at which known keys are fetched again, so that removed ones are noticed. They are used meanwhile. */
  readonly refreshMs: number;
}

export interface RemoteKeysOptions {
  readonly issuer: TrustedIssuer;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'recordKeyFetch'>;
  readonly times?: Partial<RemoteKeyTimes> | undefined;
}

const defaultTimes: RemoteKeyTimes = {
  timeoutMs: 3_000,
  cooldownMs: 15_000,
  retryMs: 3_000,
  refreshMs: 300_000,
};
const maxKeys = 50;
const maxKidLength = 256;

/**
 * Keys are fetched from the configured URL only, at most once at a time, and not again before a pause, however many tokens
 * name unknown keys. Known keys stay in use while the issuer cannot be reached.
 */
export function createRemoteKeys({ issuer, log, metrics, times }: RemoteKeysOptions): RemoteKeys {
  const { timeoutMs, cooldownMs, retryMs, refreshMs } = { ...defaultTimes, ...times };
  // Its own cache and pauses are not used: they need a promise for every token.
  const remote = createRemoteJWKSet(new URL(issuer.jwksUri), {
    timeoutDuration: timeoutMs,
    [customFetch]: fetchLimited,
  });
  let keys: ReadonlyMap<string, RemoteKey> = new Map();
  let pending: Promise<void> | null = null;
  let fetchedAt = -Infinity;
  let failedAt = -Infinity;

  const isFailing = () => failedAt > fetchedAt;
  const isDue = (now: number) => now >= (isFailing() ? failedAt + retryMs : fetchedAt + cooldownMs);

  function fetchKeys(): Promise<void> {
    pending ??= load().finally(() => {
      pending = null;
    });
    return pending;
  }

  async function load(): Promise<void> {
    const wasFailing = isFailing();
    try {
      await remote.reload();
      const fetched = keysIn(remote.jwks()?.keys ?? [], issuer, keys);
      if (fetched.size === 0) throw new Error('the response has no key for the configured algorithms');
      keys = fetched;
      fetchedAt = performance.now();
      metrics.recordKeyFetch(issuer.issuer, 'success');
      if (wasFailing) log.info({ issuer: issuer.issuer }, 'the keys of a trusted issuer are available again');
    } catch (error) {
      failedAt = performance.now();
      metrics.recordKeyFetch(issuer.issuer, 'failure');
      if (!wasFailing) {
        const { issuer: name, jwksUri } = issuer;
        log.error({ issuer: name, jwksUri, problem: messageOf(error) }, unavailable);
      }
    }
  }

  return {
    find: (kid) => {
      const key = keys.get(kid);
      if (key) {
        if (performance.now() - fetchedAt > refreshMs && isDue(performance.now())) void fetchKeys();
        return key;
      }
      if (fetchedAt >= 0 && !isFailing()) return undefined;
      throw new AppError(
        'SERVICE_UNAVAILABLE',
        'The keys of the issuer of the access token are unavailable at the moment. Try again.',
        { retryAfter: Math.max(1, Math.ceil(retryMs / 1000)) },
      );
    },
    prepare: (kid) => {
      if (keys.has(kid)) return undefined;
      if (pending) return pending;
      return isDue(performance.now()) ? fetchKeys() : undefined;
    },
  };
}

const unavailable =
  'The keys of a trusted issuer cannot be fetched. Its tokens with unknown keys get SERVICE_UNAVAILABLE until they can.';

interface RemoteKey extends VerificationKey {
  /** The published text of the key. */
  readonly published: string;
}

/** @param known the keys so far: one that has not changed stays the same object, so that its tokens stay verified */
function keysIn(
  set: readonly Record<string, unknown>[],
  issuer: TrustedIssuer,
  known: ReadonlyMap<string, RemoteKey>,
): Map<string, RemoteKey> {
  const keys = new Map<string, RemoteKey>();
  for (const jwk of set.slice(0, maxKeys)) {
    const { kid } = jwk;
    if (typeof kid !== 'string' || kid.length > maxKidLength || keys.has(kid)) continue;
    const published = JSON.stringify(jwk);
    const before = known.get(kid);
    if (before?.published === published) {
      keys.set(kid, before);
      continue;
    }
    const key = usableKey(jwk, issuer.algorithms);
    if (key) keys.set(kid, { ...key, published });
  }
  return keys;
}

/** Of a failed fetch, the cause says what happened. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
