import { completeHashingOptions } from '../../../src/identity/password-hasher.js';

let cores = 1;
jest.mock('node:os', () => ({
  ...jest.requireActual<object>('node:os'),
  availableParallelism: () => cores,
}));

it.each([
  { available: 1, workers: 1, concurrency: 1 },
  { available: 2, workers: 1, concurrency: 2 },
  { available: 2, workers: 4, concurrency: 1 },
  { available: 8, workers: 4, concurrency: 2 },
  { available: 8, workers: 3, concurrency: 2 },
  { available: 64, workers: 1, concurrency: 3 },
])(
  'with $available cores and $workers workers, each hashes $concurrency passwords at once',
  ({ available, workers, concurrency }) => {
    cores = available;
    expect(completeHashingOptions({}, workers).concurrency).toBe(concurrency);
  },
);

it('what the host sets replaces the defaults', () => {
  expect(completeHashingOptions({ concurrency: 7, maxWaiting: 0 }, 2)).toEqual({
    memoryKiB: 19_456,
    iterations: 2,
    concurrency: 7,
    maxWaiting: 0,
    maxWaitMs: 1_000,
  });
});
