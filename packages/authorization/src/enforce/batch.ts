/** Calls a function once for all keys that are requested at the same time, and once per key. */
export interface Batch<Key = never, Value = unknown> {
  load(key: Key): Promise<Value>;
}

export interface BatchOptions<Key, Value> {
  /** Receives distinct keys, and returns as many values in the same order. */
  readonly run: (keys: readonly Key[]) => Promise<readonly Value[]>;
  /** What identifies a key. Default: the key itself. */
  readonly identify?: (key: Key) => unknown;
}

/** Creates a batch that keeps its results as long as it lives, which is one execution. */
function createBatch<Key, Value>({
  run,
  identify = (key) => key,
}: BatchOptions<Key, Value>): Batch<Key, Value> {
  const known = new Map<unknown, Promise<Value>>();
  let waiting: Key[] = [];
  let running: Promise<readonly Value[]> | undefined;

  return {
    load(key) {
      const identity = identify(key);
      const found = known.get(identity);
      if (found) return found;
      const index = waiting.push(key) - 1;
      running ??= allRequested().then(() => {
        const keys = waiting;
        waiting = [];
        running = undefined;
        return run(keys);
      });
      const value = running.then((values) => values[index] as Value);
      known.set(identity, value);
      return value;
    },
  };
}

/** The batch of this name in one execution, created when it is first used. */
export function batchOf<Key, Value>(
  execution: { batches?: Map<string, Batch> },
  name: string,
  options: () => BatchOptions<Key, Value>,
): Batch<Key, Value> {
  const batches = (execution.batches ??= new Map<string, Batch>());
  let batch = batches.get(name) as Batch<Key, Value> | undefined;
  if (!batch) batches.set(name, (batch = createBatch(options())));
  return batch;
}

/** Executors call the resolvers of all rows, and those of siblings that wait for a promise, before this settles. */
async function allRequested(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
}
