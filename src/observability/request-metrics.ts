import { AggregatorRegistry } from 'prom-client';

/** An HTTP request that has been handled. */
export interface HandledRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Counts requests and their durations. */
export interface RequestMetrics {
  readonly record: (request: HandledRequest) => void;
  /** Both metrics as data, as prom-client serializes a counter and a histogram. */
  values(): readonly object[];
  /** Both metrics in the Prometheus text format. */
  text(): Promise<string>;
}

/** The upper bounds of the buckets, in seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What is counted for one method and route. */
interface Series {
  readonly byStatus: Map<number, number>;
  /** Requests per bucket, without those of smaller buckets. Slower requests are in `count` only. */
  readonly buckets: number[];
  count: number;
  sum: number;
}

/**
 * Creates the metrics of HTTP requests. prom-client would sort, check and hash the labels for every request; here a
 * request only increments numbers, and its labels are composed when somebody reads them.
 */
export function createRequestMetrics(): RequestMetrics {
  /** By route, then by method. */
  const routes = new Map<string, Map<string, Series>>();
  const seriesOf = (route: string, method: string): Series => {
    const methods = getOrAdd(routes, route, () => new Map<string, Series>());
    return getOrAdd(methods, method, () => ({
      byStatus: new Map(),
      buckets: bounds.map(() => 0),
      count: 0,
      sum: 0,
    }));
  };
  const values = () => {
    const all = [...routes].flatMap(([route, methods]) =>
      [...methods].map(([method, series]) => ({ labels: { method, route }, series })),
    );
    return [
      {
        name: 'graphward_http_requests_total',
        help: 'HTTP requests handled.',
        type: 'counter',
        aggregator: 'sum',
        values: all.flatMap(countsOf),
      },
      {
        name: 'graphward_http_request_duration_seconds',
        help: 'Duration of HTTP requests.',
        type: 'histogram',
        aggregator: 'sum',
        values: all.flatMap(durationsOf),
      },
    ];
  };
  return {
    record: ({ method, route, status, seconds }) => {
      const series = seriesOf(route, method);
      series.byStatus.set(status, (series.byStatus.get(status) ?? 0) + 1);
      const bucket = bounds.findIndex((bound) => seconds <= bound);
      if (bucket >= 0) series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
      series.count += 1;
      series.sum += seconds;
    },
    values,
    text: () => AggregatorRegistry.aggregate([values()]).metrics(),
  };
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const created = create();
  map.set(key, created);
  return created;
}

interface LabelledSeries {
  readonly labels: { readonly method: string; readonly route: string };
  readonly series: Series;
}

const countsOf = ({ labels, series }: LabelledSeries) =>
  [...series.byStatus].map(([status, value]) => ({ labels: { ...labels, status }, value }));

function durationsOf({ labels, series: { buckets, count, sum } }: LabelledSeries) {
  const name = 'graphward_http_request_duration_seconds';
  let cumulative = 0;
  const perBucket = bounds.map((le, index) => ({
    metricName: `${name}_bucket`,
    labels: { le, ...labels },
    value: (cumulative += buckets[index] ?? 0),
  }));
  return [
    ...perBucket,
    { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
