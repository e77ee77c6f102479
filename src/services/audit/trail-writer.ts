import { AppError } from '../../errors/index.js';
import type { StoredAuditEvent } from '../../models/index.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';

/** Writes the events of one process in order. Events that arrive together are written in one command. */
export interface TrailWriter {
  /** Whether another event may be added. */
  accepts(isAwaited: boolean): boolean;
  /**
   * Writes the event now.
   *
   * @throws AppError SERVICE_UNAVAILABLE if the write fails; it is repeated until it succeeds, so that the chain has no gap
   */
  write(event: StoredAuditEvent): Promise<void>;
  /** Writes the event together with the next one, or within a second. */
  writeLater(event: StoredAuditEvent): void;
  /** Writes the pending events. @throws AppError as `write` */
  flush(): Promise<void>;
  waiting(): number;
}

export interface TrailWriterOptions {
  readonly append: (events: readonly StoredAuditEvent[]) => Promise<void>;
  readonly metrics: Pick<Metrics, 'recordAuditEvents'>;
  readonly log: Logger;
}

interface Entry {
  readonly event: StoredAuditEvent;
  /** Settles the promise of `write`, once. */
  settle?: ((error?: AppError) => void) | undefined;
}

const maxBatch = 500;
const maxAwaited = 10_000;
/** Less, so that events nobody waits for never displace the others. */
const maxNoted = 2_000;
const laterMs = 1_000;

export function createTrailWriter({ append, metrics, log }: TrailWriterOptions): TrailWriter {
  const entries: Entry[] = [];
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let hasFailed = false;

  function start(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    return (writing ??= writeAll().finally(() => (writing = undefined)));
  }

  function startLater(): void {
    timer ??= setTimeout(() => void start(), laterMs).unref();
  }

  async function writeAll(): Promise<void> {
    while (entries.length > 0) {
      const batch = entries.slice(0, maxBatch);
      try {
        await append(batch.map(({ event }) => event));
      } catch (error) {
        fail(error);
        return;
      }
      entries.splice(0, batch.length);
      metrics.recordAuditEvents('written', batch.length);
      if (hasFailed) log.info('The audit trail is written again.');
      hasFailed = false;
      for (const entry of batch) settle(entry);
    }
  }

  function fail(cause: unknown): void {
    if (!hasFailed) log.error({ err: cause }, 'The audit trail cannot be written; retrying.');
    hasFailed = true;
    const error = unrecorded(cause);
    const awaited = entries.filter((entry) => entry.settle);
    metrics.recordAuditEvents('failed', awaited.length);
    for (const entry of awaited) settle(entry, error);
    startLater();
  }

  return {
    accepts: (isAwaited) => entries.length < (isAwaited ? maxAwaited : maxNoted),
    write: (event) =>
      new Promise((resolve, reject) => {
        entries.push({ event, settle: (error) => (error ? reject(error) : resolve()) });
        void start();
      }),
    writeLater: (event) => {
      entries.push({ event });
      startLater();
    },
    flush: async () => {
      await start();
      clearTimeout(timer);
      if (entries.length > 0) throw unrecorded(`${entries.length} events could not be written.`);
    },
    waiting: () => entries.length,
  };
}

/** The error of a change whose event could not be recorded. */
export function unrecorded(cause: unknown): AppError {
  return new AppError('SERVICE_UNAVAILABLE', 'The service is temporarily unavailable. Try again.', {
    retryAfter: 1,
    cause,
  });
}

function settle(entry: Entry, error?: AppError): void {
  entry.settle?.(error);
  entry.settle = undefined;
}
