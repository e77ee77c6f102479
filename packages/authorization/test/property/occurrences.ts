import { cases } from './property.js';

/** Counts what occurs in the cases of a property, to detect that something has become too rare to be tested. */
export class Occurrences<Kind extends string> {
  readonly #counts = new Map<Kind, number>();

  constructor(kinds: readonly Kind[]) {
    for (const kind of kinds) this.#counts.set(kind, 0);
  }

  note(...kinds: readonly Kind[]): void {
    for (const kind of kinds) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  /** @param perCase of the number of cases of the main property */
  expectEach(perCase: number): void {
    const rare = [...this.#counts].filter(([, count]) => count < Math.floor(cases * perCase));
    expect(rare).toEqual([]);
  }
}
