import { createRevocationIndex } from '../../../src/services/revocation-index.js';
import { createTestClock } from '../../support/clock.js';

const token = { tokenId: 't1', sessionId: 's1', userId: 'u1', version: 3 };

function createIndex() {
  const clock = createTestClock(new Date('2026-01-01T00:00:00Z'));
  return {
    clock,
    index: createRevocationIndex(clock, 600),
    revokedAt: clock(),
  };
}

it('a token is valid until a revocation applies to it', () => {
  const { index, revokedAt } = createIndex();
  index.add({ key: 'sid:another', minVersion: null, revokedAt });
  expect(index.status(token)).toBeNull();
});

it.each(['jti:t1', 'sid:s1', 'usr:u1'])('revokes a token by %s', (key) => {
  const { index, revokedAt } = createIndex();
  index.add({ key, minVersion: null, revokedAt });
  expect(index.status(token)).toBe('revoked');
});

it.each([
  [3, null],
  [4, 'stale'],
] as const)('a minimum version of %i makes it %s', (minVersion, status) => {
  const { index, revokedAt } = createIndex();
  index.add({ key: 'usr:u1', minVersion, revokedAt });
  expect(index.status(token)).toBe(status);
});

it('applies the strictest revocation, in whatever order they are added and expire', () => {
  const { index, revokedAt } = createIndex();
  const later = new Date(revokedAt.getTime() + 120_000);
  index.add({ key: 'usr:u1', minVersion: 5, revokedAt });
  index.add({ key: 'usr:u1', minVersion: 2, revokedAt: later });
  expect(index.status(token)).toBe('stale');
  index.add({ key: 'sid:s1', minVersion: null, revokedAt: later });
  expect(index.status(token)).toBe('revoked');
});

it('adding a revocation again has no effect', () => {
  const { index, revokedAt } = createIndex();
  for (let time = 0; time < 3; time += 1) index.add({ key: 'sid:s1', minVersion: null, revokedAt });
  expect(index.size).toBe(1);
});

it('drops expired revocations and does not add them again', () => {
  const { clock, index, revokedAt } = createIndex();
  index.add({ key: 'sid:s1', minVersion: null, revokedAt });
  clock.advance(600);
  expect(index.status(token)).toBe('revoked');
  clock.advance(120);
  expect(index.size).toBe(0);
  index.add({ key: 'sid:s1', minVersion: null, revokedAt });
  expect(index.status(token)).toBeNull();
});
