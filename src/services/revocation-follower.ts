import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../errors/index.js';
import type { RevocationStatus, TokenIdentity } from '../identity/authenticate.js';
import type { Clock } from '../identity/clock.js';
import {
  maxAccessTokenTtlSeconds,
  type RevocationModel,
  type RevocationReading,
  type StoredRevocation,
} from '../models/index.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { createRevocationFeed, type RevocationFeed } from './revocation-feed.js';
import { createRevocationIndex, keyRevocation, type Revocation } from './revocation-index.js';

/** One instance's copy of the blocklist, in memory, which follows the collection. */
export interface RevocationFollower {
  /**
   * Returns the status of a token without a database command.
   *
   * @throws AppError SERVICE_UNAVAILABLE while polling has stalled
   */
  status(token: TokenIdentity): RevocationStatus;
  /** Writes revocations. They take effect immediately on this instance, and on the others when they next poll. */
  add(revocations: readonly Revocation[]): Promise<void>;
  /** Whether the latest successful poll is recent enough to check tokens. */
  isUpToDate(): boolean;
  /** Why this instance should not receive requests, and what to do about it; null if it should. */
  problem(): string | null;
  /** For verifiers that keep a copy; null unless requested. */
  readonly feed: RevocationFeed | null;
  /** The database's clock, extrapolated from the latest poll by this machine's monotonic clock. */
  databaseClock: Clock;
  stop(): Promise<void>;
}

export interface RevocationFollowerOptions {
  readonly revocations: RevocationModel;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'watchRevocations'>;
  readonly accessTokenTtlSeconds: number;
  /** Whether to keep a feed, which takes memory. */
  readonly withFeed?: boolean;
  readonly time?: Time;
}

/** In milliseconds. `monotonic` never goes back but may stop while the machine sleeps; `wall` may jump. */
interface Time {
  monotonic(): number;
  wall(): number;
}

const systemTime: Time = { monotonic: () => performance.now(), wall: () => Date.now() };

const pollPauseMs = 300;
/**
 * How far each poll overlaps the previous one. `revokedAt` is the time at which the write began, so the overlap must
 * exceed the longest acknowledged write (two attempts of at most 2.5 s each) plus the difference between the clocks of
 * two routers or primaries.
 */
const overlapMs = 10_000;
/** An instance whose latest poll is older than this rejects all tokens. */
const maxPollAgeMs = 5_000;
const stalled = 'Revocation polling has stalled; rejecting all tokens until it recovers.';
const progressEvery = 100_000;
/**
 * How long a revocation outlives the tokens it revokes: a refresh that began earlier may issue a token shortly after it,
 * and an instance's estimate of the database's clock may be a few seconds old.
 */
const marginSeconds = 60;
/** An instance whose clock differs more than this from the database's is not ready. */
const maxClockSkewMs = 30_000;

/**
 * Loads the live revocations, then polls for changes. Resolves when they are loaded.
 *
 * @throws RangeError if access tokens live longer than revocations are kept
 */
export async function followRevocations(options: RevocationFollowerOptions): Promise<RevocationFollower> {
  const { revocations, clock, log, metrics, accessTokenTtlSeconds, time = systemTime } = options;
  if (accessTokenTtlSeconds > maxAccessTokenTtlSeconds)
    throw new RangeError(`accessTokenTtlSeconds must be at most ${maxAccessTokenTtlSeconds}.`);
  const lifetimeSeconds = accessTokenTtlSeconds + marginSeconds;
  const databaseClock: Clock = () => new Date(databaseReadAt.getTime() + time.monotonic() - readAt.monotonic);
  const index = createRevocationIndex(databaseClock, lifetimeSeconds);
  const feed = !options.withFeed
    ? null
    : createRevocationFeed({
        databaseClock,
        readAt: () => databaseReadAt,
        overlapMs,
        lifetimeSeconds,
        requireUpToDate,
      });
  const stopping = new AbortController();
  const now = () => ({ monotonic: time.monotonic(), wall: time.wall() });
  /** When the latest complete read began, by this machine's clocks and by the database's. */
  let readAt = now();
  let databaseReadAt = new Date(0);
  let wasUpToDate = true;
  let skew = describeSkew(0);

  function addToIndex(batch: readonly StoredRevocation[]): void {
    for (const revocation of batch) if (index.add(revocation)) feed?.add(revocation);
  }

  async function load(reading: RevocationReading, onBatch: (size: number) => void): Promise<void> {
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
      addToIndex(value);
      onBatch(value.length);
    }
  }

  /** Reads the changes since the latest complete read, or everything if the database's clock was set back. */
  async function poll(): Promise<void> {
    const expected = databaseClock().getTime();
    const since = new Date(databaseReadAt.getTime() - overlapMs);
    await load(revocations.readChanged(since), () => undefined);
    if (databaseReadAt.getTime() < expected - overlapMs) await loadLive();
  }

  async function loadLive(): Promise<void> {
    let loaded = 0;
    await load(revocations.readLive(lifetimeSeconds), (size) => {
      const before = loaded;
      loaded += size;
      if (Math.floor(before / progressEvery) < Math.floor(loaded / progressEvery))
        log.info({ loaded }, 'Loading revocations');
    });
    if (loaded >= progressEvery) log.info({ loaded }, 'Loaded all revocations');
  }

  function requireUpToDate(): void {
    if (isUpToDate()) return;
    const message = 'Access tokens cannot be verified at the moment. Try again.';
    throw new AppError('SERVICE_UNAVAILABLE', message, { retryAfter: 1 });
  }

  /** Uses the clock that advanced further, because one of them may stop while the machine sleeps. */
  function isUpToDate(): boolean {
    const { monotonic, wall } = now();
    return Math.max(monotonic - readAt.monotonic, wall - readAt.wall) <= maxPollAgeMs;
  }

  /** The skew lies between the two, depending on when the database read its clock. Logs when the problem starts or ends. */
  function checkSkew(leastMs: number, mostMs: number): void {
    const before = skew;
    skew = describeSkew(Math.max(leastMs, Math.min(0, mostMs)));
    if (before.problem === null && skew.problem !== null)
      log.error({ clockSkewSeconds: skew.seconds }, `${skew.problem} Until then /ready fails.`);
    if (before.problem !== null && skew.problem === null)
      log.info({ clockSkewSeconds: skew.seconds }, "This machine's clock agrees with the database's again.");
  }

  /** Logs once when polling stalls and once when it recovers. */
  function logChange(cause?: unknown): void {
    const upToDate = isUpToDate();
    if (upToDate === wasUpToDate) return;
    wasUpToDate = upToDate;
    if (upToDate) log.info('Revocation polling has recovered; accepting tokens again.');
    else log.error({ err: cause }, stalled);
  }

  const isStopping = () => stopping.signal.aborted;

  async function follow(): Promise<void> {
    while (!isStopping()) {
      try {
        await pause(pollPauseMs, undefined, { signal: stopping.signal });
        await poll();
        logChange();
      } catch (error) {
        if (!isStopping()) logChange(error);
      }
    }
  }

  await loadLive();
  const watch = setInterval(logChange, 1_000).unref();
  const following = follow();
  metrics.watchRevocations({ live: () => index.size, inTouch: isUpToDate });

  return {
    isUpToDate,
    problem: () => (isUpToDate() ? skew.problem : stalled),
    databaseClock,
    feed,
    status: (token) => {
      requireUpToDate();
      return index.status(token);
    },
    add: async (list) => {
      const keyed = list.map(keyRevocation);
      await revocations.add(keyed);
      addToIndex(keyed.map((revocation) => ({ ...revocation, revokedAt: databaseClock() })));
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
