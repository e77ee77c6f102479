// Every runtime has timers; the engine needs the types of none.
declare function setTimeout(callback: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;

/** Rejects with an error if a promise has not settled after some milliseconds. */
export async function withTimeLimit<T>(
  promise: PromiseLike<T>,
  milliseconds: number,
  what: string,
): Promise<T> {
  let timer: unknown;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} did not finish within ${milliseconds} ms.`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
