import cluster from 'node:cluster';
import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly contentType: string;
  /** All metrics in Prometheus' text format. */
  text(): Promise<string>;
  recordRequest(request: { method: string; route: string; status: number; seconds: number }): void;
  recordSignIn(outcome: string): void;
  /** Shows, whenever metrics are read, how many revocations are alive and whether they can be followed. */
  watchRevocations(source: { live: () => number; inTouch: () => boolean }): void;
}

/** Metrics in a registry of their own, so that several servers in one process do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  if (cluster.isWorker) {
    // Constructed for its side effect: it answers when the primary gathers the workers' metrics.
    new AggregatorRegistry();
    AggregatorRegistry.setRegistries(registry);
  }
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'graphward_http_requests_total',
    help: 'HTTP requests answered.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'graphward_http_request_duration_seconds',
    help: 'How long HTTP requests took.',
    labelNames: ['method', 'route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const signIns = new Counter({
    name: 'graphward_sign_ins_total',
    help: 'Attempts to sign in, by outcome.',
    labelNames: ['outcome'],
    registers: [registry],
  });

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    recordRequest: ({ method, route, status, seconds }) => {
      requests.inc({ method, route, status });
      durations.observe({ method, route }, seconds);
    },
    recordSignIn: (outcome) => signIns.inc({ outcome }),
    watchRevocations: ({ live, inTouch }) => {
      const gauge = (name: string, help: string, aggregator: 'max' | 'min', read: () => number) =>
        new Gauge({
          name,
          help,
          aggregator,
          registers: [registry],
          collect() {
            this.set(read());
          },
        });
      gauge('graphward_revocations_live', 'Revocations this instance holds in memory.', 'max', live);
      gauge(
        'graphward_revocations_in_touch',
        '1 while revocations can be followed; 0: tokens are refused.',
        'min',
        () => (inTouch() ? 1 : 0),
      );
    },
  };
}

/** The metrics of all worker processes together; for the primary. */
export function createFleetMetrics(): Pick<Metrics, 'text'> {
  const registry = new AggregatorRegistry();
  return { text: () => registry.clusterMetrics() };
}
