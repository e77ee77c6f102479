import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { sweepExpired, type SweepResult } from './ttl-sweep.js';

export interface TtlMonitorOptions {
  readonly uri: string;
  readonly intervalMs: number;
  /** Called after each sweep; must not throw. */
  readonly onSwept: (result: SweepResult) => void;
}

/** Deletes expired documents every `intervalMs`, and continues after a failure. */
export function startTtlMonitor({ uri, intervalMs, onSwept }: TtlMonitorOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const client = new MongoClient(uri, { maxPoolSize: 1 });

  const isDue = () => delay(intervalMs, true, { signal: stopping.signal }).catch(() => false);

  const run = async () => {
    while (await isDue()) {
      const result = await sweepExpired(client, new Date()).catch(asFailedSweep);
      if (!stopping.signal.aborted) onSwept(result);
    }
  };

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await client.close();
      await running;
    },
  };
}

function asFailedSweep(error: unknown): SweepResult {
  return { deleted: 0, failures: [error as Error] };
}
