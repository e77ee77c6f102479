import type { Clock } from '../identity/clock.js';
import { createScheduledKeyring, type Keyring, type ScheduledKey, signingAt } from '../identity/keyring.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { endOfTokens } from './key-life.js';
import { type KeyFolder, type KeySource, readKeyFolder, scheduleOf } from './read-key-folder.js';
import { watchKeyFolder } from './watch-key-folder.js';

/** The keyring of a folder, as it is now. */
export interface FollowedKeyring {
  readonly keyring: Keyring;
  /** Reads the folder immediately. If it cannot be read, the keys stay as they are. */
  reload(): void;
  stop(): Promise<void>;
}

export interface FollowedKeyringOptions {
  readonly source: KeySource;
  readonly accessTokenTtlSeconds: number;
  /** For how long a new key is published before it signs. A manifest contains the times itself. */
  readonly publishDelaySeconds: number;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly metrics: Pick<Metrics, 'watchKeyring' | 'recordKeyringReload'>;
}

/**
 * Reads the keys of a folder and follows its changes. A change applies as a whole or not at all: while the folder cannot
 * be read completely, the earlier keys stay in use.
 *
 * A key that disappears although its tokens may be valid still verifies until they have expired.
 *
 * @throws Error if the folder cannot be read now
 */
export function followKeyFolder(options: FollowedKeyringOptions): FollowedKeyring {
  const { source, accessTokenTtlSeconds, clock, log, metrics } = options;
  const now = () => clock().getTime();
  const read = () => readKeyFolder(source, { accessTokenTtlSeconds, now: clock() });

  const first = read();
  if (first.problems.length > 0)
    throw new Error(first.problems.map((problem) => `${source.folder}: ${problem}`).join('\n'));
  let keys = scheduleOf(first) ?? byName(first, [], now());
  let reported = '';
  let problems: readonly string[] = [];
  const keyring = createScheduledKeyring(keys, clock);
  report(first);

  function reload(): boolean {
    const folder = read();
    if (folder.problems.length > 0) {
      metrics.recordKeyringReload('failed');
      if (folder.problems.join() !== problems.join())
        log.error(
          { problems: folder.problems },
          'signing keys cannot be loaded; the previous keys stay in use',
        );
      problems = folder.problems;
      return false;
    }
    problems = [];
    metrics.recordKeyringReload('loaded');
    const isCompromised = compromisedKids(folder);
    const current = scheduleOf(folder) ?? byName(folder, keys, now() + options.publishDelaySeconds * 1000);
    const missing = keys.filter(
      (each) =>
        now() < each.verifiesUntil &&
        !isCompromised.has(each.key.kid) &&
        !current.some(({ key }) => key.kid === each.key.kid),
    );
    keys = [...missing.map(withoutFile), ...current];
    keyring.replace(keys);
    report(folder);
    return true;
  }

  /** The key of a file that is gone. It does not sign any more. */
  function withoutFile(each: ScheduledKey): ScheduledKey {
    const signsUntil = Math.min(each.signsUntil, now());
    const until = Math.min(each.verifiesUntil, endOfTokens(signsUntil, accessTokenTtlSeconds));
    if (each.signsFrom <= signsUntil && signsUntil < each.signsUntil)
      log.warn(
        { kid: each.key.kid, verifiesUntil: new Date(until) },
        'a signing key has disappeared; it verifies until its tokens have expired, but not after a restart',
      );
    return { ...each, signsUntil, verifiesUntil: until };
  }

  /** Logs the keys and what the manifest lacks, if anything has changed. */
  function report({ listed, unlisted }: KeyFolder): void {
    const live = keys.filter(({ verifiesUntil }) => now() < verifiesUntil);
    const upcoming = live.filter(({ signsFrom, signsUntil }) => now() < signsFrom && signsFrom < signsUntil);
    const summary = {
      signing: signingAt(keys, now()).key.kid,
      verifying: live.map(({ key }) => key.kid),
      upcoming: upcoming.map(({ key, signsFrom }) => ({ kid: key.kid, signsFrom: new Date(signsFrom) })),
    };
    const notListed = listed === null ? [] : unlisted.map(({ file }) => file);
    const text = JSON.stringify([summary, notListed]);
    if (text === reported) return;
    reported = text;
    log.info(summary, 'signing keys loaded');
    if (notListed.length > 0)
      log.warn(
        { files: notListed },
        'keyring.json does not list these keys, so they are not used; add them with `graphward keys import`',
      );
  }

  metrics.watchKeyring({
    problems: () => problems.length,
    keys: () => keys.filter(({ verifiesUntil }) => now() < verifiesUntil).length,
  });
  const watch = watchKeyFolder(source, reload);
  return { keyring, reload: () => void reload(), stop: () => watch.stop() };
}

/** Without a manifest, keys sign in the order of their names, each from when it has been published long enough. */
function byName(folder: KeyFolder, before: readonly ScheduledKey[], newSignsFrom: number): ScheduledKey[] {
  const starts = folder.unlisted.flatMap(({ key }) => {
    const known = before.find((each) => each.key.kid === key?.kid);
    return key ? [{ key, signsFrom: known?.signsFrom ?? newSignsFrom }] : [];
  });
  return starts.map((each, index) => ({
    ...each,
    signsUntil: Math.min(...starts.slice(index + 1).map(({ signsFrom }) => signsFrom), Infinity),
    verifiesUntil: Infinity,
  }));
}

function compromisedKids({ listed }: KeyFolder): ReadonlySet<string> {
  return new Set(listed?.flatMap(({ entry }) => (entry.compromised ? entry.kid : [])));
}
