import { createRestartBackoff, waitUnlessAborted } from '../../../src/supervision/restart-backoff.js';

describe('the restart backoff', () => {
  it.each([
    [100, [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]],
    [200, [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000]],
  ])('doubles from %i ms up to 10 s', (firstDelayMs, expected) => {
    const backoff = createRestartBackoff(firstDelayMs);
    expect(expected.map(() => backoff.recordExit(5).delayMs)).toEqual(expected);
  });

  it('starts over after a process that served for 30 s', () => {
    const backoff = createRestartBackoff(100);
    const exits = [0, 29_999, 30_000, 0].map((servedMs) => backoff.recordExit(servedMs));
    expect(exits).toEqual([
      { failures: 1, delayMs: 100 },
      { failures: 2, delayMs: 200 },
      { failures: 1, delayMs: 100 },
      { failures: 2, delayMs: 200 },
    ]);
  });

  it('counts the failures of each process separately', () => {
    createRestartBackoff(100).recordExit(0);
    expect(createRestartBackoff(100).recordExit(0)).toEqual({ failures: 1, delayMs: 100 });
  });
});

it('waitUnlessAborted resolves as soon as the signal is aborted', async () => {
  await expect(waitUnlessAborted(600_000, AbortSignal.abort())).resolves.toBeUndefined();
});
