import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../errors/index.js';
import type { RevocationStatus, TokenIdentity } from '../identity/authenticate.js';
import type { Clock } from '../identity/clock.js';
import { createRevocationIndex, keyRevocation, type Revocation } from './revocation-index.js';
import {
  maxAccessTokenTtlSeconds,
  type RevocationModel,
  type RevocationReading,
  type StoredRevocation,
} from '../models/index.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';

/** The blocklist as one instance knows it: in memory, following the collection. */
export interface RevocationFollower {
  /**
   * What is known of a token, without asking the database.
   *
   * @throws AppError SERVICE_UNAVAILABLE while the collection could not be followed for too long
   */
  status(token: TokenIdentity): RevocationStatus;
  /** Writes revocations. They take effect immediately on this instance, and on the others when they next poll. */
  add(revocations: readonly Revocation[]): Promise<void>;
  isInTouch(): boolean;
  /** Why this instance should get no requests, and what to do about it; null when all is well. */
  problem(): string | null;
  /** The time on the database's clock, carried on by this machine's monotonic clock since the newest poll. */
  databaseClock: Clock;
  stop(): Promise<void>;
}

export interface RevocationFollowerOptions {
  readonly revocations: RevocationModel;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'watchRevocations'>;
  readonly accessTokenTtlSeconds: number;
  readonly time?: Time;
}

/** In milliseconds. The first never goes back but may stand still while the machine sleeps; the other may jump. */
interface Time {
  monotonic(): number;
  wall(): number;
}

const systemTime: Time = { monotonic: () => performance.now(), wall: () => Date.now() };

const pollPauseMs = 300;
/**
 * How far each poll looks back beyond the one before. A revocation bears the time at which its write began, so
 * this must be longer than any write that is acknowledged can take: two tries of at most 2.5 s each, and what the
 * clocks of two routers or primaries differ.
 */
const overlapMs = 10_000;
/** Out of touch for longer than this, an instance may not vouch for any token. */
const maxSilenceMs = 5_000;
const stalled = 'Revocation polling has stalled; rejecting all tokens until it recovers.';
const progressEvery = 100_000;
/**
 * How long a revocation outlives the tokens it revokes: a token may be issued shortly after, by a refresh that began
 * before, and what an instance knows of the database's clock may be a few seconds old.
 */
const marginSeconds = 60;
/** Further than this from the database's clock, an instance is not ready. */
const maxClockSkewMs = 30_000;

/**
 * Loads what is live, then keeps following. Resolves when it is up to date.
 *
 * @throws RangeError when access tokens live longer than revocations are kept
 */
export async function followRevocations(options: RevocationFollowerOptions): Promise<RevocationFollower> {
  const { revocations, clock, log, metrics, accessTokenTtlSeconds, time = systemTime } = options;
  if (accessTokenTtlSeconds > maxAccessTokenTtlSeconds)
    throw new RangeError(`accessTokenTtlSeconds must be at most ${maxAccessTokenTtlSeconds}.`);
  const lifetimeSeconds = accessTokenTtlSeconds + marginSeconds;
  const databaseClock: Clock = () => new Date(databaseReadAt.getTime() + time.monotonic() - readAt.monotonic);
  const index = createRevocationIndex(databaseClock, lifetimeSeconds);
  const stopping = new AbortController();
  const now = () => ({ monotonic: time.monotonic(), wall: time.wall() });
  /** When the newest complete reading began, here and by the database's own clock. */
  let readAt = now();
  let databaseReadAt = new Date(0);
  let wasInTouch = true;
  let skew = describeSkew(0);

  function take(batch: readonly StoredRevocation[]): void {
    for (const revocation of batch) index.add(revocation);
  }

  async function takeAll(reading: RevocationReading, onBatch: (size: number) => void): Promise<void> {
    const startedAt = now();
    const clockAtStart = clock().getTime();
    for (;;) {
      const { done, value } = await reading.next();
      if (done) {
        databaseReadAt = value;
        readAt = startedAt;
        checkSkew(clockAtStart - value.getTime(), clock().getTime() - value.getTime());
        return;
      }
      take(value);
      onBatch(value.length);
    }
  }

  /** Everything since the newest complete reading; all of it again when the database's clock was set back. */
  async function poll(): Promise<void> {
    const expected = databaseClock().getTime();
    const since = new Date(databaseReadAt.getTime() - overlapMs);
    await takeAll(revocations.readChanged(since), () => undefined);
    if (databaseReadAt.getTime() < expected - overlapMs) await loadLive();
  }

  async function loadLive(): Promise<void> {
    let loaded = 0;
    await takeAll(revocations.readLive(lifetimeSeconds), (size) => {
      const before = loaded;
      loaded += size;
      if (Math.floor(before / progressEvery) < Math.floor(loaded / progressEvery))
        log.info({ loaded }, 'loading revocations');
    });
    if (loaded >= progressEvery) log.info({ loaded }, 'all revocations are loaded');
  }

  /** By the clock that went further: a machine that slept notices on one of them at least. */
  function isInTouch(): boolean {
    const { monotonic, wall } = now();
    return Math.max(monotonic - readAt.monotonic, wall - readAt.wall) <= maxSilenceMs;
  }

  /** The skew is between the two, by when exactly the database read its clock; logs when it becomes too large. */
  function checkSkew(leastMs: number, mostMs: number): void {
    const before = skew;
    skew = describeSkew(Math.max(leastMs, Math.min(0, mostMs)));
    if (before.problem === null && skew.problem !== null)
      log.error({ clockSkewSeconds: skew.seconds }, `${skew.problem} Until then /ready fails.`);
    if (before.problem !== null && skew.problem === null)
      log.info({ clockSkewSeconds: skew.seconds }, "This machine's clock agrees with the database's again.");
  }

  /** Logs once when polling stalls and once when it recovers. */
  function tellChanges(cause?: unknown): void {
    const inTouch = isInTouch();
    if (inTouch === wasInTouch) return;
    wasInTouch = inTouch;
    if (inTouch) log.info('Revocation polling has recovered; accepting tokens again.');
    else log.error({ err: cause }, stalled);
  }

  const isStopping = () => stopping.signal.aborted;

  async function follow(): Promise<void> {
    while (!isStopping()) {
      try {
        await pause(pollPauseMs, undefined, { signal: stopping.signal });
        await poll();
        tellChanges();
      } catch (error) {
        if (!isStopping()) tellChanges(error);
      }
    }
  }

  await loadLive();
  const watch = setInterval(tellChanges, 1_000).unref();
  const following = follow();
  metrics.watchRevocations({ live: () => index.size, inTouch: isInTouch });

  return {
    isInTouch,
    problem: () => (isInTouch() ? skew.problem : stalled),
    databaseClock,
    status: (token) => {
      if (isInTouch()) return index.status(token);
      throw new AppError('SERVICE_UNAVAILABLE', 'Tokens cannot be checked right now. Try again.', {
        retryAfter: 1,
      });
    },
    add: async (list) => {
      const keyed = list.map(keyRevocation);
      await revocations.add(keyed);
      take(keyed.map((revocation) => ({ ...revocation, revokedAt: databaseClock() })));
    },
    stop: async () => {
      clearInterval(watch);
      stopping.abort();
      await following;
    },
  };
}

function describeSkew(skewMs: number): { readonly seconds: number; readonly problem: string | null } {
  const seconds = Math.round(skewMs / 1000);
  if (Math.abs(skewMs) <= maxClockSkewMs) return { seconds, problem: null };
  const direction = seconds < 0 ? 'behind' : 'ahead of';
  const problem = `This machine's clock is ${Math.abs(seconds)} s ${direction} the database's. Synchronize both with NTP.`;
  return { seconds, problem };
}
