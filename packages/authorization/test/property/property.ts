import fc from 'fast-check';

/** The number of cases of the main property. */
export const cases = Number(process.env.PROPERTY_RUNS ?? 2000);
const seed = Number(process.env.PROPERTY_SEED ?? 20261122);

/** A property test. `share` is its part of the number of cases. */
export function property<T>(
  title: string,
  share: number,
  arbitrary: fc.Arbitrary<T>,
  holds: (value: T) => Promise<void>,
): void {
  const numRuns = Math.ceil(cases * share);
  const timeout = 60_000 + numRuns * 200;
  it(title, () => fc.assert(fc.asyncProperty(arbitrary, holds), { numRuns, seed }), timeout);
}
