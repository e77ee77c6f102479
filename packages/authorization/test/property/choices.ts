import fc from 'fast-check';

/** Small enough to read, and evenly distributed over 1 to 8 options. */
const largest = 839;

/** Numbers that stand for decisions. A counterexample shrinks to fewer of them and to zeros. */
export function decisions(maxLength: number): fc.Arbitrary<number[]> {
  return fc.noBias(fc.array(fc.nat({ max: largest }), { maxLength, size: 'max' }));
}

/** Takes decisions from a list of numbers. After its end, each decision is zero, the simplest one. */
export class Choices {
  readonly #numbers: readonly number[];
  #taken = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  below(count: number): number {
    const number = this.#numbers[this.#taken] ?? 0;
    this.#taken += 1;
    return number % count;
  }

  isOneIn(count: number): boolean {
    return this.below(count) === count - 1;
  }

  pick<T>(options: readonly T[]): T {
    return options[this.below(options.length)] as T;
  }

  /** Up to `max` results, at least `min`. */
  times<T>(min: number, max: number, make: (index: number) => T): T[] {
    return Array.from({ length: min + this.below(max - min + 1) }, (_, index) => make(index));
  }
}

/** A decision that depends on a name alone, whatever is decided before. */
export function decisionFor(numbers: readonly number[], name: string): number {
  let hash = 0;
  for (const letter of name) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return numbers[hash % numbers.length] ?? 0;
}
