/** A fetch that records the operations it sends. */
export interface CountingFetch {
  readonly fetch: typeof fetch;
  /** The number of requests whose document starts with this operation name. */
  count(operationName: string): number;
}

export function countingFetch(send: typeof fetch = fetch): CountingFetch {
  const bodies: string[] = [];
  return {
    fetch: (input, init) => {
      if (typeof init?.body === 'string') bodies.push(init.body);
      return send(input, init);
    },
    count: (name) => bodies.filter((body) => new RegExp(`(query|mutation) ${name}\\b`).test(body)).length,
  };
}
