import { AppError } from '../errors/index.js';
import type { WorkerCount } from '../http/operational-routes.js';
import type { Metrics, MetricValues } from '../observability/metrics.js';
import { fromPrimary, type FromWorker } from './messages.js';
import { createPendingReplies } from './pending-replies.js';

/** A worker's connection to its primary, and through it to the other workers. */
export interface FleetLink {
  /** Whether start-up has finished: every worker has listened and the first administrator exists. */
  hasStarted(): boolean;
  /** How many workers are listening, as the primary last reported. */
  workers(): WorkerCount;
  /**
   * Makes this worker's metrics available to the primary.
   *
   * @returns metrics whose `text` covers all workers
   */
  shareMetrics(own: Metrics): Metrics;
  reportListening(url: string): void;
  /** Calls the function when the primary is to reload the signing keys. */
  onReloadKeys(reload: () => void): void;
}

/** Longer than the primary waits for its workers. */
const metricsWithinMs = 4_000;

/** Opens the link over the channel that node:cluster provides. */
export function openFleetLink(): FleetLink {
  const replies = createPendingReplies<string>(metricsWithinMs);
  let state = { listening: 0, wanted: 0, started: false };
  let reloadKeys = (): void => undefined;
  let readOwn = (): Promise<MetricValues | null> => Promise.resolve(null);

  process.on('message', (raw) => {
    const { data: message } = fromPrimary.safeParse(raw);
    if (message?.graphward === 'fleet') state = message;
    if (message?.graphward === 'reload keys') reloadKeys();
    if (message?.graphward === 'metrics') replies.settle(message.request, message.text);
    if (message?.graphward === 'metrics wanted') {
      const { request } = message;
      readOwn().then(
        (metrics) => sendToPrimary({ graphward: 'metrics', request, metrics }),
        () => sendToPrimary({ graphward: 'metrics', request, metrics: null }),
      );
    }
  });

  return {
    hasStarted: () => state.started,
    workers: () => ({ listening: state.listening, wanted: state.wanted }),
    onReloadKeys: (reload) => {
      reloadKeys = reload;
    },
    reportListening: (url) => sendToPrimary({ graphward: 'listening', url }),
    shareMetrics: (own) => {
      readOwn = () => own.values();
      return {
        ...own,
        text: async () => {
          const text = await replies.ask((request) =>
            sendToPrimary({ graphward: 'metrics wanted', request }),
          );
          if (text !== null) return text;
          throw new AppError(
            'SERVICE_UNAVAILABLE',
            'Worker metrics are temporarily unavailable. Try again.',
            { retryAfter: 1 },
          );
        },
      };
    },
  };
}

/** Reports to the primary why this worker cannot start. Resolves when the report has been sent. */
export function reportFailure(reason: string): Promise<void> {
  return new Promise((resolve) => {
    sendToPrimary({ graphward: 'failed', reason }, resolve);
  });
}

function sendToPrimary(message: FromWorker, sent: () => void = () => undefined): void {
  // A worker without its primary is about to exit.
  if (process.send && process.connected) process.send(message, undefined, undefined, () => sent());
  else sent();
}
