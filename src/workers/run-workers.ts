import cluster from 'node:cluster';
import type { Logger } from '../observability/logger.js';
import { createFleetMetrics, type MetricValues } from '../observability/metrics.js';
import type { FromWorker } from './messages.js';
import { createPendingReplies } from './pending-replies.js';
import { superviseWorker } from './supervise-worker.js';
import { startWorkerProcess, type WorkerProcess } from './worker-process.js';

export interface Fleet {
  /** The address that all workers listen on. */
  readonly url: string;
  /** Marks start-up as finished, so that workers can report that they are ready. */
  markStarted(): void;
  /** Makes all workers reload the signing keys. */
  reloadKeys(): void;
  /** @throws Error when a worker does not shut down cleanly */
  stop(): Promise<void>;
}

export interface FleetOptions {
  readonly size: number;
  /** Environment variables for the workers, in addition to those of this process. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** Shorter than the timeout of the closing list, so that a worker that hangs does not outlive its primary. */
const stopWithinMs = 8_500;
const metricsWithinMs = 2_000;

/**
 * Runs worker processes that share a port, and restarts those that exit.
 *
 * @throws Error with the reason when one of them fails to start; the others are stopped
 */
export async function runWorkers({ size, env, log }: FleetOptions): Promise<Fleet> {
  const workers = new Set<WorkerProcess>();
  const stopping = new AbortController();
  const replies = createPendingReplies<MetricValues>(metricsWithinMs);
  const listening = () => [...workers].filter((worker) => worker.isListening());
  const metrics = createFleetMetrics({ wanted: size, listening: () => listening().length });
  let started = false;
  // Each worker accepts connections from the shared socket. If the primary distributed connections, those on their way
  // to a killed worker would hang forever.
  cluster.schedulingPolicy = cluster.SCHED_NONE;

  function announceState(): void {
    const state = { listening: listening().length, wanted: size, started };
    for (const worker of listening()) worker.send({ graphward: 'fleet', ...state });
  }

  /** Aggregates the metrics of all workers that reply in time. */
  async function gatherMetrics(): Promise<string> {
    const asked = listening();
    const readings = await Promise.all(
      asked.map((worker) => replies.ask((request) => worker.send({ graphward: 'metrics wanted', request }))),
    );
    const values = readings.filter((reading) => reading !== null);
    if (values.length < asked.length)
      log.warn(
        { missing: asked.length - values.length },
        'metrics are missing for workers that did not reply in time',
      );
    return metrics.combine(values);
  }

  function receive(message: FromWorker, worker: WorkerProcess): void {
    if (message.graphward === 'listening') announceState();
    if (message.graphward === 'metrics') replies.settle(message.request, message.metrics);
    if (message.graphward !== 'metrics wanted') return;
    const { request } = message;
    gatherMetrics().then(
      (text) => worker.send({ graphward: 'metrics', request, text }),
      () => worker.send({ graphward: 'metrics', request, text: null }),
    );
  }

  function start(): WorkerProcess {
    const worker = startWorkerProcess(env, receive);
    workers.add(worker);
    void worker.exited.then(() => {
      workers.delete(worker);
      announceState();
    });
    return worker;
  }

  async function stop(): Promise<void> {
    stopping.abort();
    const served = listening();
    const all = [...workers];
    for (const worker of all) worker.kill('SIGTERM');
    const force = setTimeout(() => {
      for (const worker of workers) worker.kill('SIGKILL');
    }, stopWithinMs);
    await Promise.all(all.map(({ exited }) => exited));
    clearTimeout(force);
    const exits = await Promise.all(served.map(({ exited }) => exited));
    const failed = exits.filter(({ code }) => code !== 0).length;
    if (failed > 0)
      throw new Error(
        `${failed} of ${size} workers did not shut down cleanly. See their logs for the reason.`,
      );
  }

  const supervision = { start, log, stopping: stopping.signal, onRestart: () => metrics.recordRestart() };
  try {
    const [url = ''] = await Promise.all(Array.from({ length: size }, () => superviseWorker(supervision)));
    return {
      url,
      stop,
      reloadKeys: () => {
        for (const worker of listening()) worker.send({ graphward: 'reload keys' });
      },
      markStarted: () => {
        started = true;
        announceState();
      },
    };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
