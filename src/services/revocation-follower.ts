import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../errors/index.js';
import type { Clock } from '../identity/clock.js';
import {
  createRevocationIndex,
  type RevocationStatus,
  type TokenIdentity,
} from '../identity/revocation-index.js';
import type { Revocation, RevocationModel, RevocationReading, StoredRevocation } from '../models/index.js';
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
  /** Writes revocations; this instance holds to them at once, the others when they next look. */
  add(revocations: readonly Revocation[], expiresAt: Date): Promise<void>;
  isInTouch(): boolean;
  stop(): Promise<void>;
}

export interface RevocationFollowerOptions {
  readonly revocations: RevocationModel;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'watchRevocations'>;
  /** How long revocations live as a rule. */
  readonly lifetimeSeconds: number;
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
const progressEvery = 100_000;
/** Set back by more than this, the clock may bring tokens back to life whose revocations have been forgotten. */
const maxSetBackMs = 1_000;

/** Loads what is live, then keeps following. Resolves when it is up to date. */
export async function followRevocations(options: RevocationFollowerOptions): Promise<RevocationFollower> {
  const { revocations, clock, log, metrics, lifetimeSeconds, time = systemTime } = options;
  const index = createRevocationIndex(clock, lifetimeSeconds);
  const stopping = new AbortController();
  const now = () => ({ monotonic: time.monotonic(), wall: time.wall() });
  /** When the newest complete reading began, here and by the database's own clock. */
  let readAt = now();
  let databaseReadAt = new Date(0);
  let wasInTouch = true;

  function take(batch: readonly StoredRevocation[]): void {
    for (const revocation of batch) index.add(revocation);
  }

  async function takeAll(reading: RevocationReading, onBatch: (size: number) => void): Promise<void> {
    const startedAt = now();
    for (;;) {
      const { done, value } = await reading.next();
      if (done) {
        databaseReadAt = value;
        readAt = startedAt;
        return;
      }
      take(value);
      onBatch(value.length);
    }
  }

  /** Everything that changed since the newest complete reading; all of it again when the clock was set back. */
  async function poll(): Promise<void> {
    const { monotonic, wall } = now();
    if (wall - readAt.wall < monotonic - readAt.monotonic - maxSetBackMs) return loadLive();
    const since = new Date(databaseReadAt.getTime() - overlapMs);
    return takeAll(revocations.readChanged(since), () => undefined);
  }

  async function loadLive(): Promise<void> {
    let loaded = 0;
    await takeAll(revocations.readLive(clock()), (size) => {
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

  /** Tells once when touch is lost and once when it is found again. */
  function tellChanges(cause?: unknown): void {
    const inTouch = isInTouch();
    if (inTouch === wasInTouch) return;
    wasInTouch = inTouch;
    if (inTouch) log.info('revocations are followed again; tokens are accepted');
    else log.error({ err: cause }, 'revocations cannot be followed; tokens are refused until they can');
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
    status: (token) => {
      if (isInTouch()) return index.status(token);
      throw new AppError('SERVICE_UNAVAILABLE', 'Tokens cannot be checked right now. Try again.', {
        retryAfter: 1,
      });
    },
    add: async (list, expiresAt) => {
      take(await revocations.add(list, expiresAt));
    },
    stop: async () => {
      clearInterval(watch);
      stopping.abort();
      await following;
    },
  };
}
