import { createRevocationFeed, type RevocationFeed } from '../../../src/services/revocation-feed.js';
import type { PublishedRevocation } from '../../../src/services/revocation-index.js';
import { createTestClock } from '../../support/clock.js';

const lifetimeSeconds = 600;

/** Feeds of several instances that share a database and its clock. */
function createInstances({ pageSize = 10 } = {}) {
  const clock = createTestClock(new Date('2026-01-01T00:00:00Z'));
  const start = () =>
    createRevocationFeed({
      databaseClock: clock,
      readAt: clock,
      overlapMs: 10_000,
      lifetimeSeconds,
      requireUpToDate: () => undefined,
      pageSize,
    });
  const revoke = (feed: RevocationFeed, ...ids: string[]) => {
    for (const id of ids) feed.add({ key: `jti:${id}`, minVersion: null, revokedAt: clock() });
  };
  return { clock, start, revoke };
}

/** A verifier's copy of the list. */
function createCopy(feed: RevocationFeed) {
  let cursor: string | null = null;
  let ids = new Set<string>();
  return {
    /** @returns whether the list was replaced */
    update: (from = feed): boolean => {
      const page = from.read(cursor);
      cursor = page.cursor;
      if (page.snapshot) ids = new Set();
      for (const id of idsOf(page.revocations)) ids.add(id);
      return page.snapshot;
    },
    ids: () => [...ids].sort(),
  };
}

function idsOf(revocations: readonly PublishedRevocation[]): string[] {
  return revocations.map((each) => ('jti' in each ? each.jti : 'sid' in each ? each.sid : each.sub));
}

it('starts with everything, and continues with what is new', () => {
  const { start, revoke } = createInstances();
  const feed = start();
  revoke(feed, 'a', 'b');
  const copy = createCopy(feed);
  expect([copy.update(), copy.ids()]).toEqual([true, ['a', 'b']]);
  expect([copy.update(), copy.ids()]).toEqual([false, ['a', 'b']]);
  revoke(feed, 'c');
  expect([copy.update(), copy.ids()]).toEqual([false, ['a', 'b', 'c']]);
});

it('describes each kind by the claim that identifies its tokens', () => {
  const { clock, start } = createInstances();
  const feed = start();
  const revokedAt = new Date(clock().getTime() + 1);
  feed.add({ key: 'jti:t', minVersion: null, revokedAt });
  feed.add({ key: 'sid:s', minVersion: null, revokedAt });
  feed.add({ key: 'usr:u', minVersion: 3, revokedAt });
  feed.add({ key: 'usr:v', minVersion: null, revokedAt });
  const exp = clock().getTime() / 1000 + 1 + lifetimeSeconds;
  expect(feed.read(null).revocations).toEqual([
    { jti: 't', exp },
    { sid: 's', exp },
    { sub: 'u', minVersion: 3, exp },
    { sub: 'v', exp },
  ]);
});

it('another instance continues where the first one stopped, also after a restart', () => {
  const { clock, start, revoke } = createInstances();
  const [first, second] = [start(), start()];
  for (const each of [first, second]) revoke(each, 'a');
  const copy = createCopy(first);
  copy.update();
  clock.advance(60);
  // The second instance learns of it first.
  revoke(second, 'b');
  expect([copy.update(second), copy.ids()]).toEqual([false, ['a', 'b']]);
  clock.advance(60);
  revoke(first, 'b', 'c');
  expect([copy.update(first), copy.ids()]).toEqual([false, ['a', 'b', 'c']]);
});

it('another instance sends what the first one may not have known', () => {
  const { clock, start, revoke } = createInstances();
  const [first, second] = [start(), start()];
  const revokedAt = clock();
  clock.advance(5);
  const copy = createCopy(first);
  copy.update();
  // A write that took five seconds.
  second.add({ key: 'jti:slow', minVersion: null, revokedAt });
  clock.advance(5);
  revoke(second, 'b');
  expect([copy.update(second), copy.ids()]).toEqual([false, ['b', 'slow']]);
});

it('replaces the list at another instance if the cursor is too old', () => {
  const { clock, start, revoke } = createInstances();
  const [first, second] = [start(), start()];
  const copy = createCopy(first);
  copy.update();
  clock.advance(lifetimeSeconds);
  revoke(second, 'new');
  expect([copy.update(second), copy.ids()]).toEqual([true, ['new']]);
});

it('sends long lists in pages, and starts again if another instance continues a list', () => {
  const { start, revoke } = createInstances({ pageSize: 2 });
  const [first, second] = [start(), start()];
  for (const each of [first, second]) revoke(each, 'a', 'b', 'c');
  const page = first.read(null);
  expect(page).toMatchObject({ snapshot: true, more: true });
  expect(idsOf(page.revocations)).toEqual(['a', 'b']);
  revoke(first, 'd');
  const next = first.read(page.cursor);
  expect([next.snapshot, next.more, idsOf(next.revocations)]).toEqual([false, false, ['c', 'd']]);
  expect(second.read(page.cursor)).toMatchObject({ snapshot: true, more: true });
});

it('forgets expired revocations', () => {
  const { clock, start, revoke } = createInstances();
  const feed = start();
  revoke(feed, 'old');
  clock.advance(lifetimeSeconds / 2);
  revoke(feed, 'young');
  clock.advance(lifetimeSeconds / 2 + 1);
  expect(idsOf(feed.read(null).revocations)).toEqual(['young']);
});

it('calls back once for revocations that are added together', async () => {
  const { start, revoke } = createInstances();
  const feed = start();
  const seen = await new Promise<number>((resolve) => {
    feed.onceChanged(() => resolve(feed.read(null).revocations.length));
    feed.onceChanged(() => fail('cancelled'))();
    revoke(feed, 'a', 'b', 'c');
  });
  expect(seen).toBe(3);
});

it.each([
  '',
  'x',
  '0123456789abcdef-1',
  '0123456789abcdef-1-2-3',
  '0123456789abcdef--1-2',
  'a'.repeat(10_000),
])('rejects the cursor %j', (cursor) => {
  const { start } = createInstances();
  expect(() => start().read(cursor)).toThrow('since must be a cursor of an earlier response');
});
