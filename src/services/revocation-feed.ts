import { randomBytes } from 'node:crypto';
import { AppError } from '../errors/index.js';
import type { Clock } from '../identity/clock.js';
import type { StoredRevocation } from '../models/index.js';
import { type PublishedRevocation, publishRevocation } from './revocation-index.js';

/** A part of the blocklist, for a verifier that keeps a copy. */
export interface RevocationPage {
  /** Replaces the verifier's list, instead of adding to it. */
  readonly snapshot: boolean;
  /** Whether the next page is available already. Until the last one, the verifier's list is incomplete. */
  readonly more: boolean;
  /** Where the next page begins. */
  readonly cursor: string;
  /** Identifies the state of the list. */
  readonly state: string;
  readonly revocations: readonly PublishedRevocation[];
}

/** One instance's live revocations in the order in which it learnt of them. */
export interface RevocationFeed {
  add(revocation: StoredRevocation): void;
  /**
   * Reads what a verifier does not know yet. Without a cursor, or with one that is too old, that is everything.
   *
   * @throws AppError BAD_USER_INPUT if the cursor is malformed, SERVICE_UNAVAILABLE while polling has stalled
   */
  read(since: string | null): RevocationPage;
  /** Calls back once, after the next revocations. @returns a function that cancels this */
  onceChanged(callback: () => void): () => void;
}

export interface RevocationFeedOptions {
  readonly databaseClock: Clock;
  /** When the latest complete read of the collection began, by the database's clock. */
  readonly readAt: () => Date;
  /** How far reads of the collection overlap. */
  readonly overlapMs: number;
  readonly lifetimeSeconds: number;
  readonly requireUpToDate: () => void;
  readonly pageSize?: number;
}

interface Entry {
  readonly sequence: number;
  readonly revocation: StoredRevocation;
}

/** The instance that issued a cursor, what it had sent, and up to which time of the database that was complete. */
interface Cursor {
  readonly instance: string;
  readonly sequence: number;
  readonly completeUntil: number;
}

const cursorPattern = /^([0-9a-f]{16})-(\d{1,15})-(\d{1,15})$/;

/**
 * Creates a feed. A cursor also works at another instance, and after a restart: by the time until which the verifier's
 * list is complete, the feed sends what was revoked since then, and a little more.
 */
export function createRevocationFeed(options: RevocationFeedOptions): RevocationFeed {
  const { databaseClock, readAt, overlapMs, lifetimeSeconds, requireUpToDate, pageSize = 10_000 } = options;
  const instance = randomBytes(8).toString('hex');
  const waiting = new Set<() => void>();
  let entries: Entry[] = [];
  let sequence = 0;
  let sweepAt = 0;
  let isNotifying = false;

  const expiredBefore = () => databaseClock().getTime() - lifetimeSeconds * 1000;

  /** A tenth of a lifetime apart, so that each entry is looked at about ten times. */
  function dropExpired(): void {
    const now = databaseClock().getTime();
    if (now < sweepAt) return;
    sweepAt = now + lifetimeSeconds * 100;
    const oldest = expiredBefore();
    entries = entries.filter(({ revocation }) => revocation.revokedAt.getTime() > oldest);
  }

  /** Later, so that revocations that are added together arrive together. */
  function notify(): void {
    if (isNotifying || waiting.size === 0) return;
    isNotifying = true;
    setImmediate(() => {
      isNotifying = false;
      const callbacks = [...waiting];
      waiting.clear();
      for (const callback of callbacks) callback();
    });
  }

  function select(from: Cursor | null): { snapshot: boolean; unknown: readonly Entry[] } {
    if (from?.instance === instance && from.sequence <= sequence)
      return { snapshot: false, unknown: entries.slice(indexAfter(entries, from.sequence)) };
    const since = (from?.completeUntil ?? 0) - overlapMs;
    if (since <= expiredBefore()) return { snapshot: true, unknown: entries };
    return {
      snapshot: false,
      unknown: entries.filter(({ revocation }) => revocation.revokedAt.getTime() >= since),
    };
  }

  return {
    add: (revocation) => {
      dropExpired();
      sequence += 1;
      entries.push({ sequence, revocation });
      notify();
    },
    read: (since) => {
      requireUpToDate();
      dropExpired();
      const from = since === null ? null : parseCursor(since);
      const { snapshot, unknown } = select(from);
      const page = unknown.slice(0, pageSize);
      const more = page.length < unknown.length;
      const last = more ? (page.at(-1)?.sequence ?? 0) : sequence;
      const incompleteSince = snapshot ? 0 : (from?.completeUntil ?? 0);
      return {
        snapshot,
        more,
        cursor: `${instance}-${last}-${more ? incompleteSince : readAt().getTime()}`,
        state: `${instance}-${sequence}`,
        revocations: page.map(({ revocation }) =>
          publishRevocation(revocation, Math.ceil(revocation.revokedAt.getTime() / 1000) + lifetimeSeconds),
        ),
      };
    },
    onceChanged: (callback) => {
      waiting.add(callback);
      return () => void waiting.delete(callback);
    },
  };
}

/** The index of the first entry with a higher sequence. */
function indexAfter(entries: readonly Entry[], sequence: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.sequence ?? Infinity) <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

function parseCursor(text: string): Cursor {
  const [, instance, sequence, completeUntil] = cursorPattern.exec(text) ?? [];
  if (instance === undefined)
    throw new AppError('BAD_USER_INPUT', 'Invalid cursor: since must be a cursor of an earlier response.');
  return { instance, sequence: Number(sequence), completeUntil: Number(completeUntil) };
}
