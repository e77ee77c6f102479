/**
 * A list item as a thenable that settles synchronously.
 *
 * Executors complete an item inside `then`, with one callback. If that throws, the result is a rejected promise; if it
 * returns, `then` returns the same value, so that a list without promises stays one.
 */
export class ListItem implements PromiseLike<unknown> {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  then<TFulfilled = unknown, TRejected = never>(
    onFulfilled?: ((value: unknown) => TFulfilled | PromiseLike<TFulfilled>) | null,
    onRejected?: ((reason: unknown) => TRejected | PromiseLike<TRejected>) | null,
  ): PromiseLike<TFulfilled | TRejected> {
    // `await`, `Promise.all` and graphql-jit give both callbacks and rely on the timing of a promise.
    if (!onFulfilled || onRejected) return Promise.resolve(this.#value).then(onFulfilled, onRejected);
    try {
      return onFulfilled(this.#value) as PromiseLike<TFulfilled>;
    } catch (error) {
      const reason = error as Error;
      return Promise.reject(reason);
    }
  }
}
