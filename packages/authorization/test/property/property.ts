import fc from 'fast-check';

/** How many cases the main property sees, and from which one on. */
const cases = Number(process.env.PROPERTY_RUNS ?? 2000);
const seed = Number(process.env.PROPERTY_SEED ?? 20261122);

/** A test of a property; `share` is the part of all cases that it takes. */
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
